import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { channelIcon } from "../channel/channel_icon";

const STEP = 25;

/** All that happened to a customer's account, newest first, filtered by kind. */
export class RecoveryTimeline extends Component {
    static template = "debt_recovery.Timeline";
    static props = { ...standardFieldProps };

    setup() {
        this.channelIcon = channelIcon;
        this.action = useService("action");
        this.state = useState({ kind: "", shown: STEP });
    }

    get value() {
        return this.props.record.data[this.props.name] || { kinds: [], moments: [], hidden: 0 };
    }

    get matching() {
        const { moments } = this.value;
        // decisions stand among the rest only where they stop something
        return moments.filter((moment) =>
            this.state.kind
                ? moment.kind === this.state.kind
                : moment.kind !== "decision" || moment.tone !== "secondary"
        );
    }

    get moments() {
        return this.matching.slice(0, this.state.shown);
    }

    get more() {
        return this.matching.length - this.moments.length;
    }

    filter(kind) {
        this.state.kind = this.state.kind === kind ? "" : kind;
        this.state.shown = STEP;
    }

    showMore() {
        this.state.shown += 2 * STEP;
    }

    open(moment) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: moment.model,
            res_id: moment.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("recovery_timeline", {
    component: RecoveryTimeline,
    supportedTypes: ["json"],
});
