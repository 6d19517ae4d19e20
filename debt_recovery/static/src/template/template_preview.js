import { Component, onWillStart, useEffect, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { user } from "@web/core/user";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { MessageLook } from "./message_look";

const SENT = [
    "name",
    "channel",
    "purpose",
    "audience",
    "subject",
    "body",
    "text",
    "voice_details",
    "voicemail",
    "from_dpd",
    "to_dpd",
    "deadline_days",
];

/** A text as it is being written: filled, in a language, on an account, and checked. */
export class TemplatePreview extends Component {
    static template = "debt_recovery.TemplatePreview";
    static components = { MessageLook, RecordSelector };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({
            shown: {},
            langs: [],
            lang: user.context.lang,
            caseId: false,
        });
        this.placeholder = _t("Invented figures");
        onWillStart(() => this.load());
        const loadSoon = useDebounced(() => this.load(), 250);
        useEffect(
            (...values) => {
                if (this.asked !== JSON.stringify(values)) {
                    loadSoon();
                }
            },
            () => this.dependencies
        );
    }

    get channel() {
        return this.props.record.data.channel;
    }

    get remarks() {
        return this.state.shown.remarks || [];
    }

    get values() {
        const data = this.props.record.data;
        const values = Object.fromEntries(SENT.map((name) => [name, data[name] ?? false]));
        values.body = String(data.body || "");
        return values;
    }

    get dependencies() {
        return [...Object.values(this.values), this.state.lang, this.state.caseId];
    }

    async load() {
        this.asked = JSON.stringify(this.dependencies);
        const shown = await this.keepLast.add(
            this.orm.call("recovery.template", "preview_text", [
                this.props.record.resId,
                this.values,
                this.state.caseId,
                this.state.lang,
            ])
        );
        this.state.langs = shown.langs;
        this.state.shown = shown;
    }

    /** “FR” of “fr_FR”; the whole code where two variants stand side by side. */
    short(code) {
        const [language] = code.split("_");
        const same = this.state.langs.filter((lang) => lang[0].startsWith(`${language}_`));
        return (same.length > 1 ? code : language).toUpperCase();
    }

    setLang(code) {
        this.state.lang = code;
    }

    setCase(id) {
        this.state.caseId = id;
    }
}

registry.category("view_widgets").add("recovery_template_preview", {
    component: TemplatePreview,
});
