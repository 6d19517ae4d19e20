import { Component, onWillStart, useState } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;
const LAST = 6;
const PLACE = ["country", "state", "city", "zone"];

/**
 * Try the rules: a customer account, or typed facts, and a moment. Each change asks the
 * server again and keeps the former answer in sight. Nothing is written.
 */
export class RuleTrial extends Component {
    static template = "debt_recovery.RuleTrial";
    static components = { Layout, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.latest = new KeepLast();
        this.state = useState({
            facts: this.empty(),
            answer: null,
            before: [],
            showsAsked: false,
        });
        onWillStart(async () => {
            this.choices = await this.orm.call("recovery.rule.trial", "load", []);
            Object.assign(this.state.facts, this.choices.start);
            const { case_id: caseId } = this.props.action.context || {};
            if (caseId) {
                const facts = { case_id: caseId, country: "", ...this.ofAddress(caseId) };
                Object.assign(this.state.facts, facts);
            }
            await this.ask();
        });
    }

    empty() {
        return {
            case_id: false,
            channel: "email",
            purpose: "collection",
            by: "machine",
            ...this.ofAddress(false),
            at: DateTime.now().toFormat("yyyy-MM-dd'T'HH:mm"),
            touches: [],
        };
    }

    /** What is taken for granted of the address of nobody. */
    ofAddress(caseId) {
        return caseId ? { is_work: "", is_verified: "" } : { is_work: "no", is_verified: "yes" };
    }

    get display() {
        return { controlPanel: {} };
    }

    get labels() {
        return {
            case_id: _t("Customer account"),
            kind: _t("Type of customer"),
            country: _t("Country"),
            state: _t("State or part"),
            city: _t("City"),
            zone: _t("Time zone"),
            party: _t("Who collects"),
            channel: _t("Channel"),
            purpose: _t("Purpose"),
            by: _t("Made by"),
            at: _t("When"),
            consent: _t("Consent"),
            hold: _t("Hold"),
            hold_until: _t("Hold until"),
            notice: _t("Text given"),
            notice_on: _t("Given on"),
            is_work: _t("Address at work"),
            is_verified: _t("Address verified"),
            is_answer: _t("Answers the customer's request"),
            is_threat: _t("Announces legal steps"),
            touches: _t("Earlier contacts"),
        };
    }

    get countries() {
        return this.choices.places.map((one) => [one.code, one.name]);
    }

    get place() {
        return this.choices.places.find((one) => one.code === this.state.facts.country);
    }

    get part() {
        return this.place?.inner.find((one) => one.code === this.state.facts.state);
    }

    get parts() {
        return this.options(this.place?.inner);
    }

    get cities() {
        return this.options(this.part?.inner);
    }

    get zones() {
        const zones = (this.part || this.place)?.zones || [];
        return zones.length > 1 ? zones.map((one) => [one, one]) : [];
    }

    options(places = []) {
        const own = places.map((one) => [one.code, one.name.split(",")[0]]);
        return own.length ? [...own, ["-", _t("Any other")]] : [];
    }

    /** What a select says while nothing is typed. */
    blank(name) {
        if (!this.state.facts.case_id) {
            return ["hold", "notice"].includes(name) ? _t("None") : _t("Not known");
        }
        const known = this.state.answer?.known[name];
        return known ? _t("As known: %s", known) : _t("As known");
    }

    // --- typing ----------------------------------------------------------------

    set(name, value) {
        const facts = { ...this.state.facts, [name]: value };
        if (name === "case_id") {
            const { country } = this.choices.start;
            Object.assign(facts, this.ofAddress(value), { country: value ? "" : country });
            ["state", "city", "zone"].forEach((name) => delete facts[name]);
        }
        PLACE.slice(PLACE.indexOf(name) + 1).forEach((below) => {
            if (PLACE.includes(name)) {
                delete facts[below];
            }
        });
        return this.change(facts, name, value);
    }

    change(facts, name, value) {
        this.remember(name, value);
        this.state.facts = facts;
        return this.ask();
    }

    addTouch() {
        const { channel, by } = this.state.facts;
        const touch = { days: 1, channel, result: "contact", by };
        return this.setTouches([...this.state.facts.touches, touch]);
    }

    setTouch(index, name, value) {
        const touches = this.state.facts.touches.map((one, number) =>
            number === index ? { ...one, [name]: value } : one
        );
        return this.setTouches(touches);
    }

    removeTouch(index) {
        return this.setTouches(this.state.facts.touches.filter((_, n) => n !== index));
    }

    setTouches(touches) {
        return this.change({ ...this.state.facts, touches }, "touches", touches.length);
    }

    clear() {
        return this.change({ ...this.empty(), ...this.choices.start }, "", "");
    }

    // --- asking ----------------------------------------------------------------

    async ask() {
        const facts = { ...this.state.facts };
        const moment = DateTime.fromISO(facts.at);
        facts.at = moment.isValid ? serializeDateTime(moment) : false;
        const asked = this.orm.call("recovery.rule.trial", "try_rules", [facts]);
        this.state.answer = await this.latest.add(asked);
    }

    /** Keep the answer that a change replaces, to compare with. */
    remember(name, value) {
        const { answer, facts, before } = this.state;
        if (answer) {
            const change = name ? this.said(name, value) : _t("All cleared");
            const entry = { facts, change, outcome: answer.outcome, was: answer.sentence };
            this.state.before = [entry, ...before].slice(0, LAST);
        }
    }

    said(name, value) {
        const shown = this.shown(name, value);
        return shown ? _t("%(fact)s: %(value)s", { fact: this.labels[name], value: shown }) : this.labels[name];
    }

    shown(name, value) {
        const lists = {
            kind: "kinds",
            party: "parties",
            channel: "channels",
            purpose: "purposes",
            by: "makers",
            consent: "consents",
            hold: "holds",
            notice: "notices",
            is_work: "truths",
            is_verified: "truths",
        };
        const own = { country: this.countries, state: this.parts, city: this.cities };
        const list = own[name] || this.choices[lists[name]] || [];
        const found = list.find(([code]) => code === value);
        if (found) {
            return found[1];
        }
        if (name === "at") {
            return DateTime.fromISO(value).toLocaleString(DateTime.DATETIME_SHORT);
        }
        return typeof value === "boolean" || name === "case_id" ? "" : value || this.blank(name);
    }

    goBack(entry) {
        this.state.before = this.state.before.filter((one) => one !== entry);
        this.state.facts = entry.facts;
        return this.ask();
    }

    openRule(rule) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "recovery.rule",
            res_id: rule.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("debt_recovery.rule_trial", RuleTrial);
