from odoo import models
from odoo.exceptions import UserError

from .ledger_doubtful import OWED

INLINE = 5000  # customers looked at while the user waits; more go to the night's job


class RecoveryStart(models.AbstractModel):
    """What the buttons of the first hour open and do. Rights are checked before."""

    _inherit = "recovery.start"

    # --- lists to mend in -----------------------------------------------------

    def _door_items(self, company, place):
        """Open the journal items of one exclusion: its code and account or journal."""
        code, key = place
        followed = self.env["recovery.account"]._followed(company).account_id.ids
        domain = [
            ("company_id", "=", company.id),
            ("parent_state", "=", "posted"),
            ("account_id", "in", followed),
            ("amount_residual", "!=", 0),
        ]
        if code == "no_followup":
            domain += [
                ("journal_id", "=", key),
                ("no_followup", "=", True),
                ("amount_residual", ">", 0),
            ]
        elif code == "no_customer":
            domain += [("account_id", "=", key), ("partner_id", "=", False)]
        else:
            domain.append(("account_id", "=", key))
        return self._list(self.env._("Excluded items"), "account.move.line", domain)

    def _door_accounts(self, company, _argument):
        action = self._action("recovery_account_action")
        return {**action, "domain": [("company_id", "=", company.id)]}

    def _door_holds(self, company, kind):
        if kind == "blocked":
            domain = [("company_id", "=", company.id), ("payment_state", "=", kind)]
            return self._list(self.env._("Blocked for payment"), "account.move", domain)
        if kind == "placed":
            domain = [("company_id", "=", company.id), ("state", "=", kind)]
            return self._list(self.env._("Placed files"), "recovery.placement", domain)
        domain = [
            ("company_id", "in", (False, company.id)),
            ("kind", "=", kind),
            ("is_active", "=", True),
        ]
        return self._list(self.env._("Holds"), "recovery.hold", domain)

    def _door_bank(self, _company, _argument):
        return self.env["ir.actions.client"]._for_xml_id(
            "debt_recovery.recovery_receipts_action"
        )

    def _door_journals(self, _company, _argument):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account.open_account_journal_dashboard_kanban"
        )

    def _door_match(self, company, debtors):
        """Open the open items of the customers to match, customer by customer."""
        start = self.sudo()
        rows = start.env["recovery.debtors"]._rows(company, company._recovery_today())
        found = [
            row["debtor_id"] for row in start.env["recovery.debtors"]._to_match(rows)
        ]
        chosen = [one for one in found if not debtors or one in debtors]
        action = self._action("recovery_match_action")
        action["domain"] = [
            ("company_id", "=", company.id),
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("partner_id.commercial_partner_id", "in", chosen),
            *OWED,
        ]
        return action

    def _door_types(self, _company, _argument):
        return self._action("recovery_type_action")

    def _door_reach(self, _company, _argument):
        return self._action("recovery_address_action")

    def _door_reminders(self, _company, _argument):
        return self._action("recovery_notice_action_today")

    def _list(self, name, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }

    def _action(self, name):
        return self.env["ir.actions.act_window"]._for_xml_id(f"debt_recovery.{name}")

    # --- deciding -------------------------------------------------------------

    def _door_include(self, company, journal_id):
        """Chase the entries of a journal that the ledger itself left out."""
        followed = self.env["recovery.account"]._followed(company).account_id.ids
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id", "in", followed),
                ("journal_id", "=", journal_id),
                ("no_followup", "=", True),
                ("amount_residual", ">", 0),
            ]
        )
        lines.action_recovery_follow()

    def _door_sender(self, company, _argument):
        return self._dialog(
            self.env._("Wording and sender"), company, "recovery_sender_view_form"
        )

    def _door_cutoff(self, company, _argument):
        action = self._dialog(
            self.env._("Cut-off date"), company, "recovery_cutoff_view_form"
        )
        action["context"].pop("recovery_propose")
        return action

    def _dialog(self, name, company, view):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "recovery.sender.wizard",
            "views": [(self.env.ref(f"debt_recovery.{view}").id, "form")],
            "target": "new",
            "context": {"default_company_id": company.id, "recovery_propose": True},
        }

    def _door_rivals_off(self, company, _argument):
        off, on = company._recovery_switch_rivals_off()
        if on:
            return self._say(
                self.env._(
                    "Still on: %(names)s. Switch it off in its own settings.",
                    names=", ".join(on),
                ),
                "warning",
            )
        return self._say(self.env._("Switched off: %(names)s", names=", ".join(off)))

    # --- release --------------------------------------------------------------

    def _door_release(self, company, stage_id):
        action = self._action("recovery_release_wizard_action")
        context = {"default_company_id": company.id}
        if stage_id:
            context["default_stage_ids"] = [(6, 0, [stage_id])]
        return {**action, "context": context}

    def _door_history(self, company, _argument):
        action = self._action("recovery_history_wizard_action")
        return {**action, "context": {"default_company_id": company.id}}

    def _door_preview(self, company, _argument):
        """Show who would get what on the next working day, were everybody released."""
        simulation = self.env["recovery.simulation"].create(
            {
                "company_id": company.id,
                "as_of": company._recovery_next_working_day(company._recovery_today()),
                "released": True,
            }
        )
        return simulation.action_simulate()

    def _door_look(self, company, _argument):
        """Look at the ledger and prepare the reminders, as the night's job does."""
        start = self.sudo()
        if len(start._debtors_to_look_at(company)) > INLINE:
            self.env.ref("debt_recovery.cron_cycle").sudo()._trigger()
            return self._say(
                self.env._("A large ledger: the reminders are being prepared.")
            )
        run = start.env["recovery.cycle"]._run(
            company, company._recovery_today(), commit=False
        )
        if not run:
            raise UserError(
                self.env._("The reminders are being prepared already: try again soon.")
            )
        return self._say(self.env._("Reminders prepared: %(count)s", count=run.planned))

    def _debtors_to_look_at(self, company):
        return self.env["recovery.debtors"]._rows(company, company._recovery_today())

    def _say(self, text, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": kind},
        }
