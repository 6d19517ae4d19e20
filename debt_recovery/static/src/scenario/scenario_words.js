import { Component, useRef } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The words in braces that a text may use, to put where the cursor is. */
export class ScenarioWords extends Component {
    static template = "debt_recovery.ScenarioWords";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
    }

    get words() {
        return this.env.scenarioTrial?.words || [];
    }

    hint(word) {
        return word.wide ? _t("%s (in the text only)", word.hint) : word.hint;
    }

    /** Type the word where the cursor is; at the end of the text when it is elsewhere. */
    insert(word) {
        const panel = this.root.el.closest(".o_scenario_words");
        const subject = panel.querySelector("[name='text_subject'] input");
        const body =
            panel.querySelector("[name='text_body'] .odoo-editor-editable") ||
            panel.querySelector("[name='text_plain'] textarea");
        const focused = document.activeElement;
        const inside = focused && (focused === subject || body?.contains(focused));
        if (!inside || (word.wide && focused === subject)) {
            const target = word.wide || !subject ? body : subject;
            target.focus();
            this.toEnd(target);
        }
        document.execCommand("insertText", false, `{${word.name}}`);
    }

    toEnd(target) {
        if (target.setSelectionRange) {
            target.setSelectionRange(target.value.length, target.value.length);
            return;
        }
        const range = document.createRange();
        range.selectNodeContents(target.lastElementChild || target);
        range.collapse(false);
        const selection = document.getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
    }
}

registry.category("view_widgets").add("recovery_words", { component: ScenarioWords });
