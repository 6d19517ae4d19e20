import secrets

from odoo import models
from odoo.tools import SQL

from ..exceptions import PermanentFailure
from ..tools.wording import WordingError
from .recovery_notice import LEFT

DEBTS = ("overdue", "upcoming")  # lines of a claim that are debts


class RecoveryNotice(models.Model):
    """The moment of sending: judged again and reserved, several in one transaction."""

    _inherit = "recovery.notice"

    def _reserve(self, at):
        """Judge these again and reserve the contacts that may be; the caller commits.

        Locks and writes the debtors' and the addresses' rows, so that two workers can
        never contact the same person, whatever their snapshots say.

        :param at: UTC instant of sending
        :return: those in ``sending``; of two that share a contact point, one
        """
        reserved = self.browse()
        waiting = self._lock_rows()
        for company, group in waiting.grouped("company_id").items():
            for channel, notices in group.grouped("channel").items():
                reserved += notices._reserve_group(channel, company, at, reserved)
        return reserved

    def _lock_rows(self):
        self.flush_recordset()
        if not self:
            return self
        self.env.cr.execute(
            SQL(
                "SELECT id FROM recovery_notice WHERE id IN %s AND state = 'queued' "
                "ORDER BY id FOR UPDATE SKIP LOCKED",
                self._ids,
            ),
            log_exceptions=False,  # another worker was quicker: expected
        )
        rows = self.env.cr.fetchall()
        self.invalidate_recordset()
        return self.browse([row[0] for row in rows])

    def _reserve_group(self, channel, company, at, before):
        """Reserve reminders of one channel of one company.

        :param before: what this transaction reserved already
        """
        today = company._recovery_today(at)
        socket = self.env["recovery.channel"]._for(channel)
        notices = self._refuse_before_lock(socket)
        pairs = socket._addresses(notices)
        for notice in notices if socket._medium else ():
            if not pairs[notice.id]:
                lacking = socket._no_address(notice)
                notice._fail(PermanentFailure("no_address", lacking))
        notices = notices.filtered(
            lambda one: pairs[one.id] or not socket._medium
        )._lock_reach(socket, pairs, before.reach_ids)
        claims = notices._claims(socket, pairs, today)
        notices = self.browse().union(*claims)
        judged = notices._judge_claims(claims, pairs, at)
        notices = notices._obey_refusals(judged)
        notices = notices._refuse_under_lock(socket, pairs)
        notices = notices._obey_waits(judged)._let_wait(today, at)
        composed = {
            notice: claims[notice]
            for notice in notices
            if notice._compose_claim(socket, claims[notice], pairs[notice.id], at)
        }
        return self.browse().union(*composed)._write_claims(composed, judged)

    def _claims(self, socket, pairs, today):
        """Return ``{reminder: Claim}`` of these; what claims nothing any more is given
        up."""
        rows = self._rows_by_debtor(self.company_id, today)
        claims = {}
        for notice in self:
            speaking = notice.with_context(lang=notice._language(pairs[notice.id]))
            claim = speaking._claim(today, rows.get(notice.partner_id.id, []))
            if claim.reason:
                notice._give_up(claim)
            else:
                claims[notice] = claim
        return claims

    def _give_up(self, claim):
        """There is nothing left to claim: say why, and have the account looked at."""
        self._move_to("cancelled", reason=claim.reason, reason_text=claim.text)
        self._decide("refuse", claim.reason, claim.text)
        self.env["recovery.mark"]._add(self.company_id, self.partner_id, "cancelled")

    def _judge_claims(self, claims, pairs, at):
        """Return ``{reminder: Judged}``: what the rules say of these claims now."""
        debts = {
            notice: [line["line_id"] for line in claim.lines if line["kind"] in DEBTS]
            for notice, claim in claims.items()
        }
        return self.env["recovery.gate"]._look(self, at, pairs, debts)

    def _write_claims(self, claims, judged):
        """Write what these claim, and why they may leave.

        :param claims: ``{reminder: Claim}``
        :param judged: ``{reminder: Judged}``
        """
        self.line_ids.unlink()  # of a try that did not leave
        self.env["recovery.notice.line"].create(
            [
                {"notice_id": notice.id, **line}
                for notice, claim in claims.items()
                for line in claim.lines
            ]
        )
        facts = {
            notice: f"net {claim.amount} lines {len(claim.lines)}"
            for notice, claim in claims.items()
        }
        self._log_allowed(judged, facts)
        return self

    def _lock_reach(self, socket, pairs, taken):
        """Lock the contact points of these; return those that have all of theirs.

        Of two that share one, the first stays: the other is judged after it left.

        :param taken: contact points reserved before in this transaction
        """
        Reach = self.env["recovery.reach"]
        if not self:
            return self
        wanted = {
            notice: [
                ("debtor", str(notice.partner_id.id), notice.partner_id),
                *((socket._medium, address, who) for who, address in pairs[notice.id]),
            ]
            for notice in self
        }
        points = Reach._ensure_points([one for some in wanted.values() for one in some])
        by_key = {(point.medium, point.address): point for point in points}
        chosen, used = {}, taken
        for notice, some in wanted.items():
            mine = Reach.union(*(by_key[one[:2]] for one in some))
            if not mine & used:
                chosen[notice], used = mine, used | mine
        free = Reach.union(*chosen.values())
        free = free._lock_and_write() if free else free
        locked = {one: mine for one, mine in chosen.items() if mine <= free}
        Reach.union(*locked.values())._keep_partners(
            [one for notice in locked for one in wanted[notice]]
        )
        self._keep_reach(locked)
        return self.filtered(lambda one: one in locked)

    def _keep_reach(self, locked):
        """Keep which contact points each of these uses; ``{reminder: points}``."""
        pairs = [(one.id, point.id) for one, mine in locked.items() for point in mine]
        if not pairs:
            return
        ids = [one.id for one in locked]
        rel = SQL.identifier("recovery_notice_reach_rel")
        self.env.cr.execute(SQL("DELETE FROM %s WHERE notice_id = ANY(%s)", rel, ids))
        values = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs)
        self.env.cr.execute(
            SQL("INSERT INTO %s (notice_id, reach_id) VALUES %s", rel, values)
        )
        self.invalidate_recordset(["reach_ids"], flush=False)

    def _is_unsolicited(self):
        return self.purpose != "service" and self.channel != "task"

    def _rows_by_debtor(self, company, today):
        """Return ``{debtor id: exposure rows}`` of these, in one read."""
        claiming = self.filtered(lambda one: one.purpose != "service")
        found = {}
        if claiming:
            rows = self.env["recovery.exposure"]._rows(
                company, today, claiming.partner_id.ids
            )
            self._prefetch_claims(rows)
            for row in rows:
                found.setdefault(row["debtor_id"], []).append(row)
        return found

    def _compose_claim(self, socket, claim, recipients, at):
        """Write the message of one and reserve it; tell whether that was possible."""
        self = self.with_context(lang=self._language(recipients))
        today = self.company_id._recovery_today(at)
        try:
            content = socket._compose(self, claim, recipients, today)
        except WordingError as error:
            text = self.template_id._explain(error, self.lang or self.env.lang)
            self._fail(PermanentFailure("template", text))
            return False
        except PermanentFailure as failure:
            self._fail(failure)
            return False
        self._move_to(
            "sending",
            reason=False,
            is_handed=False,
            is_test=self.company_id.sudo().recovery_test_mode,
            reserved_at=at,
            reserved_by=self._once(
                "session", self.env["recovery.outbox"]._session_name
            ),
            left_on=today,
            amount=claim.amount,
            lang=self.env.context["lang"],
            template_version=self.template_id.version,
            uuid=secrets.token_hex(16),
            **content,
        )
        return True

    def _language(self, recipients):
        """Return the language of the first recipient; a task speaks its reader's."""
        person = recipients[0][0] if recipients else self.case_id.user_id.partner_id
        return person.lang or self.company_id.partner_id.lang or "en_US"

    def _was_contacted(self):
        """Tell whether a reminder to this customer left before, here or outside."""
        return bool(
            self.search_count(
                [
                    ("case_id", "=", self.case_id.id),
                    ("id", "!=", self.id),
                    ("state", "in", LEFT),
                    ("channel", "!=", "task"),
                    ("purpose", "!=", "service"),
                ],
                limit=1,
            )
        )
