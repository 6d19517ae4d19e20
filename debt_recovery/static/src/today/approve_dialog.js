import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** What an approval of many would do, and whom it leaves out and why. */
export class ApproveDialog extends Component {
    static template = "debt_recovery.ApproveDialog";
    static components = { Dialog };
    static props = { preview: Object, confirm: Function, close: Function };

    async onConfirm() {
        await this.props.confirm();
        this.props.close();
    }
}
