from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class RecoveryProvision(models.Model):
    """What to impair at a date, debt by debt."""

    _inherit = "recovery.provision"

    @api.model
    def _propose(self, company, day):
        """Make the proposal of a closing date from the ledger as it is now.

        :return: a draft ``recovery.provision``; an earlier draft is dropped
        """
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("Impairments are proposed by an agent."))
        self.search(
            [("company_id", "=", company.id), ("state", "=", "draft")]
        )._move_to("cancelled")
        rows = self._rows(company, day)
        return self._make(company, day, "closing", rows, self._booked(company))

    @api.model
    def _release_paid(self, company, day, debtor_ids=None):
        """Release what is impaired of debts that were paid, credited or lost since.

        :param debtor_ids: commercial partner ids, or None for all
        :return: the booked ``recovery.provision``, or none
        """
        booked = self._booked(company, debtor_ids)
        journal = company.sudo().recovery_loss_journal_id
        if (
            not booked
            or not company.recovery_provision_releases
            or company.sudo()._get_violated_lock_dates(day, False, journal)
        ):
            return self.browse()
        money, rows = company.currency_id, {}
        for key, (last, before) in booked.items():
            net = last._net_now()
            target = money.round(net * last.rate / 100)
            if money.compare_amounts(target, before) < 0:
                rows[key] = (last._again(net), target)
        if not rows:
            return self.browse()
        kept = {key: booked[key] for key in rows}
        made = self.sudo()._make(company, day, "payment", rows, kept)
        made._move_to("approved")
        made._book(day)
        return made

    @api.model
    def _make(self, company, day, origin, rows, booked):
        """Create a proposal; what is booked and not in ``rows`` is released whole."""
        lines, Line = [], self.env["recovery.provision.line"]
        for key in {**booked, **rows}:
            last, before = booked.get(key, (None, 0.0))
            values, target = rows.get(key) or (last._again(0.0), 0.0)
            lines.append(Line._values(values, target, before))
        return (
            self.sudo()
            .create(
                {
                    "company_id": company.id,
                    "day": day,
                    "origin": origin,
                    "line_ids": lines,
                }
            )
            .sudo(self.env.su)
        )

    @api.model
    def _booked(self, company, debtor_ids=None):
        """Return ``{(partner id, journal item id): (last line, amount booked)}`` of
        what is impaired."""
        domain = [
            ("company_id", "=", company.id),
            ("provision_id.state", "=", "booked"),
        ]
        if debtor_ids is not None:
            domain.append(("partner_id", "in", list(debtor_ids)))
        found = {}
        for line in (
            self.env["recovery.provision.line"].sudo().search(domain, order="id")
        ):
            key = line.partner_id.id, line.line_id.id
            _last, before = found.get(key, (None, 0.0))
            found[key] = line, company.currency_id.round(before + line.change)
        return {
            key: (last, before)
            for key, (last, before) in found.items()
            if not company.currency_id.is_zero(before)
        }

    @api.model
    def _rows(self, company, day):
        """Return ``{(partner id, journal item id): (values, target)}`` of the debts
        that a rate falls on: credits deducted, without VAT, in company currency."""
        rates = self.env["recovery.provision.rate"]._of(company)
        exposure = self.env["recovery.exposure"]
        exposure._flush()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT line_id, debtor_id, due, spared, residual, netted,"
                " residual_company FROM (%s) AS e WHERE residual > 0 AND due < %s",
                exposure._sql(company, day),
                day,
            )
        )
        lines = self.env["account.move.line"].sudo().browse(r["line_id"] for r in rows)
        insolvent = self._insolvent(company, [row["debtor_id"] for row in rows])
        found, money = {}, company.currency_id
        for row, line in zip(rows, lines, strict=True):
            rate, why = rates._rate_of(
                (day - row["due"]).days, row["debtor_id"] in insolvent
            )
            net = line._recovery_net(
                float(row["residual_company"] * (1 - row["netted"] / row["residual"]))
            )
            if not rate or money.is_zero(net):
                continue
            values = {
                "partner_id": row["debtor_id"],
                "line_id": line.id,
                "name": line.move_id.name,
                "due": row["due"],
                "bucket": why,
                "net": net,
                "rate": rate,
            }
            key = row["debtor_id"], line.id
            found[key] = values, money.round(net * rate / 100)
        return found

    @api.model
    def _insolvent(self, company, debtor_ids):
        found = (
            self.env["recovery.insolvency"]
            .sudo()
            .search(
                [("partner_id", "in", list(set(debtor_ids))), ("state", "!=", "ended")]
            )
        )
        return set(found.partner_id.ids)


class RecoveryProvisionLine(models.Model):
    _inherit = "recovery.provision.line"

    def _net_now(self):
        """Return what is owed of the debt by now, without VAT, at most what it was."""
        line = self.line_id
        if not line or line.parent_state != "posted" or line.amount_residual <= 0:
            return 0.0
        return min(self.net, line._recovery_net(line.amount_residual))

    def _again(self, net):
        """Return the values of a new line about the same debt."""
        return {
            "partner_id": self.partner_id.id,
            "line_id": self.line_id.id,
            "name": self.name,
            "due": self.due,
            "bucket": self.bucket,
            "rate": self.rate,
            "net": net,
        }


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _recovery_net(self, amount):
        """Return the part of ``amount`` of this debt that is not VAT."""
        move, money = self.move_id, self.company_currency_id
        if move.is_invoice(include_receipts=True) and move.amount_total:
            amount *= move.amount_untaxed / move.amount_total
        return money.round(amount)
