import { Component } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

/** Who would get something else by the scenario as it stands on the page. */
export class ScenarioSimulation extends Component {
    static template = "debt_recovery.ScenarioSimulation";
    static props = { result: Object, close: Function };

    setup() {
        this.action = useService("action");
    }

    open(row) {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "res.partner",
                res_id: row.id,
                views: [[false, "form"]],
                target: "new",
            }
        );
    }
}
