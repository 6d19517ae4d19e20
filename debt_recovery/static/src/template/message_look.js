import { Component, useRef } from "@odoo/owl";

const PAGE =
    "margin:0;padding:16px 20px;font:14px/1.5 system-ui,sans-serif;color:#1f2937;background:#fff;";
const LOOKS = { sms: "phone", whatsapp: "phone", voice: "voice", letter: "page" };

/** A message as its reader gets it: a mail, a bubble on a phone, a spoken text, a page. */
export class MessageLook extends Component {
    static template = "debt_recovery.MessageLook";
    static props = {
        channel: { type: [String, Boolean] },
        shown: { type: Object },
    };

    setup() {
        this.frame = useRef("frame");
    }

    get look() {
        return LOOKS[this.props.channel] || "mail";
    }

    get parts() {
        return this.props.shown.parts || [];
    }

    /** A mail brings its own frame; the others are set as a page. */
    get page() {
        const body = this.props.shown.body;
        return this.props.channel === "email" ? body : `<div style="${PAGE}">${body}</div>`;
    }

    /** As tall as the message, up to a screen. */
    fit() {
        const page = this.frame.el?.contentDocument?.documentElement;
        if (page) {
            this.frame.el.style.height = `${Math.min(640, page.scrollHeight + 2)}px`;
        }
    }
}
