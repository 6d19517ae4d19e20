import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { Info } = luxon;

/** Days of the week, kept as a word of digits (Monday is 0), shown as seven buttons. */
export class WeekdaysField extends Component {
    static template = "debt_recovery.WeekdaysField";
    static props = { ...standardFieldProps };

    get days() {
        const chosen = this.props.record.data[this.props.name] || "";
        const names = Info.weekdays("long");
        return Info.weekdays("short").map((label, number) => ({
            number,
            label,
            name: names[number],
            isOn: chosen.includes(String(number)),
        }));
    }

    toggle(number) {
        const chosen = new Set(this.props.record.data[this.props.name] || "");
        const digit = String(number);
        if (!chosen.delete(digit)) {
            chosen.add(digit);
        }
        const word = [...chosen].sort().join("");
        return this.props.record.update({ [this.props.name]: word || false });
    }
}

registry.category("fields").add("recovery_weekdays", {
    component: WeekdaysField,
    displayName: _t("Days of the week"),
    supportedTypes: ["char"],
});
