import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";

import { channelIcon } from "../channel/channel_icon";

const FIELDS = [
    "display_name",
    "partner_id",
    "treatment_id",
    "channel",
    "state",
    "situation_text",
    "reach_text",
    "why_text",
    "rules_text",
    "last_contact_on",
    "is_edited",
    "collection_note",
    "message_subject",
    "message_html",
    "message_note",
];

/** The message of one reminder as it would leave now, and what one may do with it. */
export class TodayPreview extends Component {
    static template = "debt_recovery.TodayPreview";
    static props = { noticeId: Number, version: Number, act: Function, canAct: Boolean };

    setup() {
        this.channelIcon = channelIcon;
        this.orm = useService("orm");
        this.latest = new KeepLast();
        this.state = useState({ notice: null });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => {
            if (next.noticeId !== this.props.noticeId || next.version !== this.props.version) {
                this.load(next);
            }
        });
    }

    async load(props) {
        const asked = this.orm.read("recovery.notice", [props.noticeId], FIELDS);
        const [notice] = await this.latest.add(asked);
        this.state.notice = notice;
    }

    get lastContact() {
        return formatDate(deserializeDate(this.state.notice.last_contact_on));
    }

    get keys() {
        return {
            approve: "A",
            edit: "E",
            skip: "S",
            hold: "H",
            leave_out: "L",
            open: "O",
        };
    }
}
