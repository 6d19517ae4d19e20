import { Component } from "@odoo/owl";
import { getCurrency } from "@web/core/currency";
import { formatMonetary } from "@web/views/fields/formatters";

const ICONS = {
    callback: "fa-phone text-success",
    promise: "fa-handshake-o text-danger",
    step: "fa-list-ol text-primary",
    late: "fa-clock-o text-muted",
    later: "fa-hourglass-o text-muted",
};

/** Whom to call, with the reason; filters above. */
export class CallQueue extends Component {
    static template = "debt_recovery.CallQueue";
    static props = {
        rows: Array,
        total: Number,
        choices: { type: Object, optional: true },
        filters: Object,
        campaignId: [Number, Boolean],
        shown: [Number, Boolean],
        onOpen: Function,
        onFilter: Function,
        onCampaign: Function,
        onMore: Function,
    };

    icon(row) {
        return ICONS[row.kind];
    }

    money(row) {
        const known = getCurrency(row.currency_id);
        return known ? formatMonetary(row.amount, { currencyId: row.currency_id }) : row.amount;
    }

    number(ev) {
        return Number(ev.target.value) || false;
    }
}
