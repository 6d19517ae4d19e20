import { Component, onWillStart, useState } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { serializeDate, deserializeDate } from "@web/core/l10n/dates";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { useService } from "@web/core/utils/hooks";

const REPORT = "recovery.aged.report";

/** Date, columns and control above the rows of an aged balance. */
export class AgedBanner extends Component {
    static template = "debt_recovery.AgedBanner";
    static components = { DateTimeInput };
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.id = this.props.list.context.aged_report_id;
        this.state = useState({ summary: false, open: false, busy: false });
        onWillStart(async () => {
            if (this.id) {
                this.state.summary = await this.orm.call(REPORT, "summary_of", [this.id]);
            }
        });
    }

    get date() {
        return deserializeDate(this.state.summary.as_of);
    }

    get isPast() {
        return this.state.summary.as_of < this.state.summary.today;
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.state.summary.currency_id });
    }

    /** The share of a column in what is owed, credits left aside, in percent. */
    share(column) {
        const owed = this.state.summary.columns.reduce(
            (sum, one) => sum + Math.max(one.amount, 0),
            0
        );
        return owed ? Math.round((Math.max(column.amount, 0) / owed) * 100) : 0;
    }

    async change(date) {
        if (!date || serializeDate(date) === this.state.summary.as_of) {
            return;
        }
        this.state.busy = true;
        try {
            this.state.summary = await this.orm.call(REPORT, "change", [
                [this.id],
                serializeDate(date),
            ]);
            await this.props.list.model.load();
        } finally {
            this.state.busy = false;
        }
    }

    monthEnd() {
        return this.change(this.date.startOf("month").minus({ days: 1 }));
    }

    async run(method) {
        this.action.doAction(await this.orm.call(REPORT, method, [[this.id]]));
    }
}
