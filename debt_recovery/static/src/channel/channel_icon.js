import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    email: "fa-envelope-o",
    sms: "fa-commenting-o",
    whatsapp: "fa-whatsapp",
    voice: "fa-volume-control-phone",
    call: "fa-phone",
    voicemail: "fa-microphone",
    letter: "fa-file-text-o",
    visit: "fa-map-marker",
    task: "fa-check-square-o",
};

/** The icon of a channel; any other name of an icon stands for itself. */
export function channelIcon(code) {
    return ICONS[code] || code || "fa-paper-plane-o";
}

/** A channel as an icon and its name, or its icon alone in a narrow list. */
export class ChannelIcon extends Component {
    static template = "debt_recovery.ChannelIcon";
    static props = { ...standardFieldProps, bare: { type: Boolean, optional: true } };

    get code() {
        return this.props.record.data[this.props.name];
    }

    get icon() {
        return channelIcon(this.code);
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return (selection.find(([code]) => code === this.code) || [])[1] || "";
    }
}

registry.category("fields").add("recovery_channel", {
    component: ChannelIcon,
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ bare: Boolean(options.bare) }),
});
