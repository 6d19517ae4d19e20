from odoo import api, models
from odoo.tools import format_date, formatLang

from ..tools.rules.model import WAIT


def rate_words(env, rate):
    """Return a rate as the reader writes it: 12,15 in French, 18 for 18.0."""
    figures = f"{float(rate):.3f}".rstrip("0").partition(".")[2]
    return formatLang(env, float(rate), digits=len(figures))


class RecoveryPlacement(models.Model):
    """Why debts are not handed over, each reason in a sentence."""

    _inherit = "recovery.placement"

    @api.model
    def _reason_sentence(self, reason, contract):
        """Say a ``tools.placing.Reason`` about a contract, or about no one contract."""
        money = (contract.currency_id or self.env.company.currency_id).format
        return {
            **self._contract_sentences(contract),
            **self._customer_sentences(),
            **self._debt_sentences(),
        }[reason.code] % self._reason_figures(reason, money)

    @api.model
    def _reason_figures(self, reason, money):
        """Return the figures of a sentence by name: ``one`` and ``two``."""
        names = ("one", "two")
        seen = [self._reason_figure(reason.code, value, money) for value in reason.seen]
        return {**dict.fromkeys(names, ""), **dict(zip(names, seen, strict=False))}

    @api.model
    def _reason_figure(self, code, value, money):
        if code == "skipped":
            return self.env["recovery.case"]._spared_label(value)
        if hasattr(value, "quantize"):
            return money(float(value))
        if hasattr(value, "isoformat"):
            return format_date(self.env, value)
        return value

    @api.model
    def _contract_sentences(self, contract):
        other = self.env._("the contract is another company's")
        if contract.name:
            other = f"{other} ({contract.name.replace('%', '%%')})"
        return {
            "not_begun": self.env._("the contract begins on %(one)s"),
            "over": self.env._("the contract ended on %(one)s"),
            "scope": self.env._("the contract is for amicable recovery only"),
            "products": self.env._("the contract takes other products"),
            "floor": self.env._(
                "%(one)s may be placed of this customer, less than %(two)s"
            ),
            "large": self.env._(
                "%(one)s is more than the contract takes of one customer, %(two)s"
            ),
            "no_room": self.env._(
                "%(one)s is more than may still be placed with this contract, %(two)s"
            ),
            "no_place": self.env._(
                "as many files as the contract takes are placed already"
            ),
            "no_contract": self.env._("no contract takes it"),
            "company": other,
        }

    @api.model
    def _customer_sentences(self):
        return {
            "public": self.env._("a public body is never handed over"),
            "no_consumers": self.env._("the contract takes no consumers"),
            "no_companies": self.env._("the contract takes no businesses"),
            "country": self.env._("the contract does not take the country (%(one)s)"),
            "address": self.env._("no address of the customer is known"),
            "not_told": self.env._(
                "the consumer was not told that a partner may get the file"
            ),
        }

    @api.model
    def _debt_sentences(self):
        return {
            "taken": self.env._("it is in the file %(one)s already"),
            "skipped": self.env._("it is not chased: %(one)s"),
            "promise": self.env._("a promise to pay runs (%(one)s)"),
            "plan": self.env._("a payment plan runs (%(one)s)"),
            "settlement": self.env._("a settlement runs (%(one)s)"),
            "disputed": self.env._("all of it is disputed (%(one)s)"),
            "part": self.env._("%(one)s of it is disputed and stays with us"),
            "settled": self.env._("nothing is left to pay"),
            "not_due": self.env._("it is not late: due on %(one)s"),
            "young": self.env._(
                "it is %(one)s days late, the contract takes from %(two)s"
            ),
            "old": self.env._(
                "it is %(one)s days late, the contract takes up to %(two)s"
            ),
            "barred": self.env._("it is time-barred"),
            "near": self.env._("it is time-barred soon: a hand-over stops no clock"),
            "exclusive": self.env._("another agency has it alone until %(one)s"),
            "rule": "%(one)s",
        }

    @api.model
    def _refusal_words(self, words, decision, at):
        """Say what the rules answered to a hand-over.

        :param words: ``recovery.rule.words``
        """
        why = words._why(decision)
        if decision.outcome == WAIT and decision.until:
            return self.env._(
                "not before %(moment)s: %(why)s",
                moment=words._moment_words(decision.until, at),
                why=why,
            )
        return why
