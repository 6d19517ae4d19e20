import { Component, useEffect, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** Asks what a change of a running scenario means for the accounts inside. */
export class ScenarioQuestion extends Component {
    static template = "debt_recovery.ScenarioQuestion";
    static components = { Dialog };
    static props = { effect: Object, simulate: Function, choose: Function, close: Function };

    setup() {
        this.title = _t("What about the customers inside?");
        this.state = useState({ choice: "continue", told: {} });
        useEffect(
            (choice) => {
                this.tell(choice);
            },
            () => [this.state.choice]
        );
    }

    /** Say how many get something else today by the chosen answer. */
    async tell(choice) {
        if (choice !== "keep" && !(choice in this.state.told)) {
            this.state.told[choice] = "";
            const { title } = await this.props.simulate(choice === "restart");
            this.state.told[choice] = title;
        }
    }

    get choices() {
        return [
            {
                key: "continue",
                label: _t("They go on at the step that they reached"),
                help: _t("Steps done stay done; the changed steps hold from now on."),
            },
            {
                key: "restart",
                label: _t("They start again at the first step"),
                help: _t(
                    "What they received so far no longer counts, but for the days between two contacts."
                ),
            },
            {
                key: "keep",
                label: _t("They keep the present version until they are settled"),
                help: _t("The change holds for those who enter from now on."),
            },
        ];
    }

    get takesBack() {
        return this.state.choice !== "keep" && this.props.effect.waiting;
    }

    save() {
        this.props.choose(this.state.choice);
        this.props.close();
    }
}
