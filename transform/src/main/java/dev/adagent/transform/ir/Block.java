package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.List;

/** A basic block: parameters instead of phi instructions, straight-line instructions, one terminator. */
public final class Block {
    private final int id;
    private final List<Integer> params = new ArrayList<>();
    private final List<Insn> insns = new ArrayList<>();
    private Term term;

    Block(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    /** Ids of the parameters; the list may be changed. */
    public List<Integer> params() {
        return params;
    }

    /** The instructions; the list may be changed. */
    public List<Insn> insns() {
        return insns;
    }

    /** The terminator, null only while the block is being built. */
    public Term term() {
        return term;
    }

    public void setTerm(Term term) {
        this.term = term;
    }

    @Override
    public String toString() {
        return "b" + id;
    }
}
