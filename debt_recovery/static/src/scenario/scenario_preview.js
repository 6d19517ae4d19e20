import { Component, onWillStart, useEffect, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { MessageLook } from "../template/message_look";

const SHOWN = ["channel", "purpose", "text_subject", "text_body", "text_plain", "trigger", "days"];

/** The message of the step as it is being written, on a real customer. */
export class ScenarioPreview extends Component {
    static template = "debt_recovery.ScenarioPreview";
    static components = { MessageLook, RecordSelector };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ shown: {} });
        this.trial = useState(this.env.scenarioTrial);
        this.placeholder = _t("Choose a customer");
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

    get values() {
        const data = this.props.record.data;
        const values = Object.fromEntries(SHOWN.map((name) => [name, data[name]]));
        values.text_body = String(data.text_body || "");
        values.template_id = data.template_id ? data.template_id.id : false;
        return values;
    }

    get dependencies() {
        return [...Object.values(this.values), this.trial.caseId];
    }

    get domain() {
        const id = this.env.scenarioId();
        return id ? [["policy_id", "=", id], ["state", "=", "open"]] : [["state", "=", "open"]];
    }

    async load() {
        this.asked = JSON.stringify(this.dependencies);
        if (!this.values.template_id) {
            return;
        }
        const id = this.env.scenarioId();
        const shown = await this.keepLast.add(
            this.orm.call("recovery.policy", "preview_step", [
                id ? [id] : [],
                this.values,
                this.trial.caseId,
            ])
        );
        this.state.shown = shown;
    }

    get channel() {
        return this.props.record.data.channel;
    }

    setCase(id) {
        this.trial.caseId = id;
    }
}

registry.category("view_widgets").add("recovery_preview", { component: ScenarioPreview });
