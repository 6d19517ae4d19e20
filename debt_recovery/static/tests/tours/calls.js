import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { dialer } from "@debt_recovery/calls/dialer";

const account = (name) => `.o_recovery_call:has(h2:contains(${name}))`;
const outcome = (code) => `.o_recovery_outcome[data-code=${code}]`;

/** The phone of a tour: it notes on the page what it is asked to call. */
function phone() {
    const rung = [];
    patch(dialer, {
        open(number) {
            rung.push(number);
            document.body.dataset.rung = rung.join();
        },
    });
    return (wanted) => ({ trigger: `body[data-rung="${wanted}"]` });
}

const day = (value) => ({
    trigger: "#recovery_date",
    run() {
        this.anchor.value = value;
        this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
    },
});

/** Call, follow the script to a promise about one of two invoices, save. */
registry.category("web_tour.tours").add("recovery_call_desk", {
    steps: () => {
        const rang = phone();
        return [
            { trigger: ".o_recovery_queue_row:contains(Lecoq)", run: "click" },
            { trigger: `${account("Lecoq")} .o_recovery_tone[data-tone=neutral]` },
            { content: "call", trigger: ".o_recovery_ring:enabled", run: "click" },
            rang("+33241000001"),
            { trigger: ".o_recovery_answer:eq(0)", run: "click" },
            { trigger: ".o_recovery_answer:eq(0)", run: "click" },
            { trigger: ".o_recovery_answer:eq(0)", run: "click" },
            { content: "agreed", trigger: ".o_recovery_answer:eq(0)", run: "click" },
            { trigger: `${outcome("promise")}.btn-primary` },
            {
                content: "not the second invoice",
                trigger: ".o_recovery_debts tbody tr:nth-child(2) input",
                run: "click",
            },
            day("2030-01-15"),
            { trigger: "#recovery_said", run: "edit by transfer" },
            { trigger: ".o_recovery_save", run: "click" },
            { trigger: ".o_notification:contains(2030)" },
        ];
    },
});

/** Nothing is said of a private person's account before we know who speaks. */
registry.category("web_tour.tours").add("recovery_call_consumer", {
    steps: () => [
        { trigger: ".o_recovery_queue_row:contains(Mme D.)", run: "click" },
        { trigger: `${account("Mme D.")} .o_recovery_stranger` },
        { trigger: `${outcome("promise")}:disabled` },
        { content: "speaking", trigger: ".o_recovery_answer:eq(0)", run: "click" },
        { trigger: `${outcome("promise")}:disabled` },
        { content: "confirmed", trigger: ".o_recovery_answer:eq(0)", run: "click" },
        { trigger: `.o_recovery_call:not(:has(.o_recovery_stranger)) ${outcome("promise")}` },
        { trigger: `${outcome("hardship")}:enabled`, run: "click" },
        { trigger: "#recovery_said", run: "edit lost her work" },
        { trigger: ".o_recovery_save", run: "click" },
        { trigger: ".o_notification.border-success, .o_notification" },
        { trigger: ".o_recovery_queue:not(:has(.o_recovery_queue_row:contains(Mme D.)))" },
    ],
});

/** By keyboard: the next number rings by itself once the outcome is saved. */
registry.category("web_tour.tours").add("recovery_call_campaign", {
    steps: () => {
        const rang = phone();
        return [
            { trigger: ".o_recovery_choose_campaign", run: "selectByIndex 1" },
            { trigger: account("Lecoq") },
            { content: "it rings in", trigger: ".o_recovery_countdown" },
            { content: "rings", trigger: ".o_recovery_next", timeout: 20000 },
            rang("+33241000001"),
            { content: "no answer", trigger: "body", run: "press 8" },
            { trigger: `${outcome("no_answer")}.btn-primary` },
            { trigger: "#recovery_said", run: "press Control+Enter" },
            { trigger: account("Talbot") },
            { trigger: ".o_recovery_countdown" },
            { content: "rings", trigger: ".o_recovery_next", timeout: 20000 },
            rang("+33241000001,+33241000002"),
            { content: "busy", trigger: "body", run: "press 0" },
            { trigger: `${outcome("busy")}.btn-primary` },
            { trigger: ".o_recovery_save", run: "click" },
            { content: "all called", trigger: ".o_recovery_calls_none" },
        ];
    },
});
