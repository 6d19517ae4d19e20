import { Component, useState } from "@odoo/owl";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";

/** Choose a customer, then its debts in the order in which they are paid. */
export class MatchChoice extends Component {
    static template = "debt_recovery.MatchChoice";
    static components = { RecordSelector };
    static props = { line: Object, onChosen: Function, onClose: Function };

    setup() {
        this.orm = useService("orm");
        const first = this.props.line.guesses[0];
        this.state = useState({ partnerId: false, debts: [], chosen: [] });
        if (first) {
            this.choosePartner(first.partner_id);
        }
    }

    async choosePartner(partnerId) {
        this.state.partnerId = partnerId;
        this.state.chosen = [];
        this.state.debts = partnerId
            ? await this.orm.call("recovery.match", "debts", [this.props.line.id, partnerId])
            : [];
    }

    place(debt) {
        return this.state.chosen.indexOf(debt.id) + 1;
    }

    toggle(debt) {
        const { chosen } = this.state;
        this.state.chosen = chosen.includes(debt.id)
            ? chosen.filter((id) => id !== debt.id)
            : [...chosen, debt.id];
    }

    confirm() {
        this.props.onChosen(this.state.partnerId, this.state.chosen);
    }
}
