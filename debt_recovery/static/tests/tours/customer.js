import { registry } from "@web/core/registry";

const only = (kind) =>
    `.o_recovery_timeline:has(.o_recovery_moment[data-kind=${kind}])` +
    `:not(:has(.o_recovery_moment:not([data-kind=${kind}])))`;

/** One customer, one page: pin a note, read the timeline kind by kind. */
registry.category("web_tour.tours").add("recovery_customer_page", {
    steps: () => [
        { content: "the tiles", trigger: ".o_recovery_tile:contains(Reminder 1)" },
        {
            content: "pin a note",
            trigger: ".o_recovery_note textarea",
            run: "edit Call on Tuesdays",
        },
        {
            content: "type its days",
            trigger: "[name=payment_run_text] input",
            run: "edit 10, 25",
        },
        { trigger: ".nav-link[name=timeline]", run: "click" },
        { content: "payments only", trigger: "button[data-kind=payment]", run: "click" },
        { trigger: only("payment") },
        { content: "reminders only", trigger: "button[data-kind=reminder]", run: "click" },
        { trigger: only("reminder") },
        { content: "all again", trigger: "button[data-kind=reminder]", run: "click" },
        { trigger: ".o_recovery_moment[data-kind=payment]" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    ],
});

/** From an invoice: read why, look at the reminder that waits, let it leave. */
registry.category("web_tour.tours").add("recovery_invoice_why", {
    steps: () => [
        { trigger: ".o_recovery_why:contains(Why not reminded?):contains(approval)" },
        { trigger: ".o_recovery_why button[name=action_recovery_remind]", run: "click" },
        { content: "its message", trigger: ".modal [name=message_html]" },
        { trigger: ".modal button[name=action_approve]", run: "click" },
        { trigger: "body:not(:has(.modal button[name=action_approve]:visible))" },
    ],
});
