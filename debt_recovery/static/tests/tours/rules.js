import { registry } from "@web/core/registry";

const choose = (fact, value) => ({
    content: `${fact}: ${value}`,
    trigger: `[data-fact=${fact}] select:has(option[value="${value}"])`,
    run: `select ${value}`,
});
const answer = (outcome) => ({ trigger: `.o_rule_answer[data-outcome=${outcome}]` });

/** Type facts, change one, compare, go back; nothing is written. */
registry.category("web_tour.tours").add("recovery_rule_trial", {
    steps: () => [
        { trigger: ".o_rule_answer" },
        choose("country", "US"),
        choose("state", "NY"),
        choose("city", "NYC"),
        choose("kind", "consumer"),
        choose("party", "third"),
        choose("channel", "sms"),
        answer("refuse"),
        { trigger: ".o_rule_verdict .o_rule_why:contains(agreed)" },
        { trigger: ".o_rule_changes" },
        { trigger: ".o_rule_add", run: "click" },
        { trigger: ".o_rule_touch button[aria-label=Remove]", run: "click" },
        { trigger: ".o_rule_trial:not(:has(.o_rule_touch))" },
        { trigger: "button[aria-expanded=false]:contains(Rules asked)", run: "click" },
        { trigger: "button[aria-expanded=true]:contains(Rules asked)" },
        { trigger: ".o_rule_changes button", run: "click" },
        { trigger: ".o_rule_touch" },
    ],
});

/** The line of next contacts opens, and leads to the trial of the account. */
registry.category("web_tour.tours").add("recovery_next_contacts", {
    steps: () => [
        { trigger: ".o_recovery_next summary", run: "click" },
        { trigger: ".o_recovery_next[open] .o_recovery_next_row[data-channels~=letter]" },
        { trigger: "button[name=action_try_rules]", run: "click" },
        { trigger: ".o_rule_trial .o_rule_answer" },
        { trigger: "[data-fact=case_id]:has(button[aria-label=Remove])" },
    ],
});
