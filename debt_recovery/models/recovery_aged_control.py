from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, format_date

from ..tools import aged


class RecoveryAged(models.AbstractModel):
    """The control beneath: the total is that of the receivable accounts."""

    _inherit = "recovery.aged"

    @api.model
    def _kind_sql(self, company, as_of):
        """Return why an item of ``_sql`` stands apart, as an SQL text."""
        by = defaultdict(list)
        for one in self.env["recovery.account"]._followed(company):
            by[one.treatment].append(one.account_id.id)
        return SQL(
            """CASE WHEN debtor_id IS NULL THEN 'nobody'
                    WHEN account_id = ANY(%s) THEN 'doubtful'
                    WHEN account_id = ANY(%s)
                      OR account_id = ANY(%s) AND due >= %s THEN 'report'
                    WHEN residual_company < 0 THEN 'credit'
                    WHEN no_followup THEN 'no_followup'
                    ELSE 'followed' END""",
            by["doubtful"],
            by["report"],
            by["maturity"],
            as_of,
        )

    @api.model
    def _control(self, company, as_of, found):
        """Hold an aged balance to the accounts, which are added up independently.

        :param found: dictionaries ``account_id, kind, items`` and the columns
        :return: ``columns`` and ``total`` of the aged balance; ``accounts``: id,
            ``balance`` and ``aged`` of each; ``parts``: ``kind``, ``items``,
            ``amount``; ``balance`` of all accounts, ``not_ours`` of those left out;
            ``difference`` that is left without a name: 0
        """
        rounded = company.currency_id.round
        balances = self._balances(company, as_of)
        by_account, by_kind = _added(found)
        columns = {
            name: sum(row[name] for row in found) for name in (*aged.NAMES, "total")
        }
        ours = set(self._accounts(company).aged)
        balance = sum(balances.values())
        not_ours = sum(amount for key, amount in balances.items() if key not in ours)
        return {
            "columns": {name: rounded(value) for name, value in columns.items()},
            "total": rounded(columns["total"]),
            "accounts": [
                {
                    "id": key,
                    "balance": rounded(balances.get(key, 0.0)),
                    "aged": rounded(by_account.get(key, 0.0)) if key in ours else None,
                }
                for key in sorted({*balances, *by_account})
            ],
            "parts": [
                {"kind": kind, "items": items, "amount": rounded(amount)}
                for kind, (items, amount) in sorted(by_kind.items())
            ],
            "balance": rounded(balance),
            "not_ours": rounded(not_ours),
            "difference": rounded(balance - not_ours - columns["total"]),
        }

    @api.model
    def _kind_labels(self):
        return {
            "followed": self.env._("Invoices and other debts to follow"),
            "credit": self.env._("Credit notes and payments not matched"),
            "no_followup": self.env._("Excluded from follow-up"),
            "report": self.env._(
                "Accounts that are only reported, bills and retentions"
            ),
            "doubtful": self.env._("Doubtful customers"),
            "nobody": self.env._("Lines without customer"),
        }


def _added(found):
    """Return totals by account, and ``[items, total]`` by kind."""
    by_account, by_kind = defaultdict(float), defaultdict(lambda: [0, 0.0])
    for row in found:
        by_account[row["account_id"]] += row["total"]
        by_kind[row["kind"]][0] += row["items"]
        by_kind[row["kind"]][1] += row["total"]
    return by_account, by_kind


class RecoveryAgedReport(models.TransientModel):
    """What the screen, the paper and the spreadsheet say of an aged balance."""

    _inherit = "recovery.aged.report"

    @api.model
    def summary_of(self, report_id):
        """Return the summary of a report, or False when it was swept away."""
        report = self.browse(report_id).exists()
        return report.summary() if report else False

    def summary(self):
        """Return date, company, columns and control, with labels, for display."""
        self.ensure_one()
        self.check_access("read")
        control = self.control
        labels = self.env["recovery.aged"]._kind_labels()
        ids = [one["id"] for one in control["accounts"]]
        accounts = self.env["account.account"].sudo().with_company(self.company_id)
        names = {a.id: (a.code or "", a.name) for a in accounts.browse(ids).exists()}
        shown = [
            {
                **one,
                "code": names.get(one["id"], ("", ""))[0],
                "name": names.get(one["id"], ("", ""))[1],
            }
            for one in control["accounts"]
        ]
        return {
            **control,
            "id": self.id,
            "as_of": str(self.as_of),
            "date": format_date(self.env, self.as_of),
            "today": str(self.company_id._recovery_today()),
            "company": self.company_id.name,
            "currency_id": self.company_id.currency_id.id,
            "columns": [
                {"name": name, "label": label, "amount": control["columns"][name]}
                for name, label in self._labels().items()
            ],
            "accounts": sorted(shown, key=lambda one: one["code"]),
            "parts": [
                {**part, "label": labels[part["kind"]]}
                for kind in labels
                for part in control["parts"]
                if part["kind"] == kind
            ],
        }

    def _labels(self):
        """Return ``{column: label}`` in the user's language."""
        known = self.env["recovery.aged.line"].fields_get(aged.NAMES, ["string"])
        return {name: known[name]["string"] for name in aged.NAMES}
