import { registry } from "@web/core/registry";

const keys = (key, then) => [
    { content: `key ${key}`, trigger: ".o_recovery_rows", run: `press ${key}` },
    ...then,
];

/** The morning by keyboard: look, go down, skip one, approve one, take it back. */
registry.category("web_tour.tours").add("recovery_morning", {
    steps: () => [
        { content: "the first row's message", trigger: ".o_recovery_preview iframe" },
        { content: "a pile with its count", trigger: "[data-pile=today] .badge:contains(3)" },
        ...keys("j", [{ trigger: ".o_data_row:eq(1).o_recovery_shown" }]),
        ...keys("s", [
            { content: "skip asks why", trigger: ".modal [name=text] input", run: "edit Friday" },
            { trigger: ".modal button[name=action_skip]", run: "click" },
            { trigger: "body:not(:has(.modal))" },
            { trigger: "[data-pile=today] .badge:contains(2)" },
        ]),
        ...keys("a", [
            { content: "approved", trigger: ".o_recovery_leaving" },
            { trigger: "[data-pile=today] .badge:contains(1)" },
        ]),
        ...keys("z", [
            { content: "taken back", trigger: "[data-pile=today] .badge:contains(2)" },
            { trigger: "body:not(:has(.o_recovery_leaving))" },
        ]),
        { content: "select all", trigger: "thead .o_list_record_selector input", run: "click" },
        ...keys("a", [
            { content: "says what leaves", trigger: ".modal .btn-primary", run: "click" },
            { trigger: "body:not(:has(.modal))" },
            { trigger: ".o_recovery_leaving" },
        ]),
        { content: "take all back", trigger: ".o_recovery_take_back", run: "click" },
        { trigger: "[data-pile=today] .badge:contains(2)" },
    ],
});

/** The same on a phone: a card, its message, approve. */
registry.category("web_tour.tours").add("recovery_morning_phone", {
    steps: () => [
        { trigger: "[data-pile=today] .badge:contains(3)" },
        { trigger: ".o_kanban_record:first button[name=action_approve]", run: "click" },
        { trigger: "[data-pile=today] .badge:contains(2)" },
        { trigger: ".o_recovery_take_back", run: "click" },
        { trigger: "[data-pile=today] .badge:contains(3)" },
    ],
});
