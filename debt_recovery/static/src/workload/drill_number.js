import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A number that opens the list behind it; ``alert``: more than none is not good. */
export class DrillNumber extends Component {
    static template = "debt_recovery.DrillNumber";
    static props = { ...standardFieldProps, method: String, alert: { type: Boolean, optional: true } };

    setup() {
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    async onClick() {
        const { record, method } = this.props;
        await this.action.doActionButton({
            type: "object",
            name: method,
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: record.context,
        });
    }
}

registry.category("fields").add("recovery_drill", {
    component: DrillNumber,
    supportedTypes: ["integer"],
    extractProps: ({ options }) => ({ method: options.method, alert: Boolean(options.alert) }),
});
