import { Component, onWillUpdateProps, useState } from "@odoo/owl";

/** The script: one sentence at a time, its answers lead on or end the call. */
export class CallScript extends Component {
    static template = "debt_recovery.CallScript";
    static props = {
        script: { type: [Object, { value: null }] },
        accountId: Number,
        readonly: Boolean,
        onOutcome: Function,
        onIdentified: Function,
    };

    setup() {
        this.state = useState({ path: [], voicemail: false });
        this.reset(this.props);
        onWillUpdateProps((props) => {
            if (props.accountId !== this.props.accountId) {
                this.reset(props);
            }
        });
    }

    reset({ script }) {
        this.state.path = script?.first ? [script.first] : [];
        this.state.voicemail = false;
    }

    get step() {
        const id = this.state.path[this.state.path.length - 1];
        return this.props.script.steps.find((step) => step.id === id);
    }

    answer(answer) {
        if (answer.outcome) {
            this.props.onOutcome(answer.outcome);
            return;
        }
        this.state.path.push(answer.next);
        if (this.step.identified) {
            this.props.onIdentified();
        }
    }

    back() {
        this.state.path.pop();
    }
}
