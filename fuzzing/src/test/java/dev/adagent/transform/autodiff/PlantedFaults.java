package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Emitter;
import dev.adagent.transform.autodiff.rules.Rule;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.bytebuddy.asm.Advice;

/**
 * Mistakes that a differentiation engine can have, each as code that is woven into a method of this one. The code becomes part of that
 * method, so it may use what is private there, and nothing private here.
 */
public enum PlantedFaults {
    WRONG_SIGN_IN_A_RULE(Rules.class, "find", WrongSign.class),
    MISSING_TERM_OF_A_TRANSPOSE(ReverseFlow.class, "activeOperands", MissingTerm.class),
    SWAPPED_OPERANDS(Rules.class, "find", SwappedOperands.class),
    TAPE_INDEX_OFF_BY_ONE(ValuePlan.Source.class, "slot", SlotOffByOne.class),
    RELOAD_FROM_AN_OVERWRITTEN_ARRAY(MemoryWrites.class, "writesAfter", NothingIsWritten.class),
    WRITES_AFTER_A_CALL_FORGOTTEN(MemoryWrites.class, "after", NothingLater.class),
    ADJOINT_NOT_ZEROED_AFTER_OVERWRITING(ShadowAccess.class, "store", NoStore.class),
    WRONG_BRANCH_IN_REVERSE(Merges.class, "emit", SwappedEdges.class),
    WRONG_TRIP_COUNT(LoopReversal.class, "count", OneRoundMore.class),
    LOST_ACCUMULATION_WITH_ALIASING(Spec.class, "distinct", AlwaysDistinct.class),
    ACTIVITY_FALSELY_CONSTANT(ActivityAnalysis.class, "active", FloatsAreConstant.class);

    /** Where the mistake is made. */
    public final Class<?> owner;

    public final String method;
    /** The code. */
    public final Class<?> advice;

    PlantedFaults(Class<?> owner, String method, Class<?> advice) {
        this.owner = owner;
        this.method = method;
        this.advice = advice;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether an instruction is a call of that method of {@code Math}. */
    public static boolean calls(Insn i, String method) {
        return i.attr() instanceof Callee c && c.original().name().equals(method);
    }

    /** The derivative of the cosine as the sine. */
    public static final class WrongSign {
        private WrongSign() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Insn insn, @Advice.Return(readOnly = false) Rule rule) {
            if (calls(insn, "cos")) {
                rule = minus(rule);
            }
        }
    }

    /** Every map with the other sign. */
    public static Rule minus(Rule rule) {
        return Rule.of((Emitter e, int t) -> e.neg(rule.partial(0).apply(e, t)));
    }

    /** Only one factor of a product gets its part of the adjoint. */
    public static final class MissingTerm {
        private MissingTerm() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) Insn insn, @Advice.Return(readOnly = false) List<Integer> operands) {
            if (insn.op() == Op.MUL && operands.size() == 2) {
                operands = operands.subList(0, 1);
            }
        }
    }

    /** By the first argument what belongs to the second. */
    public static final class SwappedOperands {
        private SwappedOperands() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Insn insn, @Advice.Return(readOnly = false) Rule rule) {
            if (calls(insn, "hypot")) {
                rule = new Rule(Arrays.asList(rule.partial(1), rule.partial(0)), rule.auxiliary());
            }
        }
    }

    /** What reads a frame of a tape takes the slot before. */
    public static final class SlotOffByOne {
        private SlotOffByOne() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int slot) {
            slot = slot > 0 ? slot - 1 : slot;
        }
    }

    /** Arrays are read again as if nothing had changed them. */
    public static final class NothingIsWritten {
        private NothingIsWritten() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<MemoryWrites.Write> writes) {
            writes = List.of();
        }
    }

    /** A callee's reverse reads its arguments again as if the caller had not changed them. */
    public static final class NothingLater {
        private NothingLater() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Later later) {
            later = Later.NOTHING;
        }
    }

    /** The adjoint of an element stays when the element is overwritten. */
    public static final class NoStore {
        private NoStore() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    /** At a merge the reverse sweep takes the other way. */
    public static final class SwappedEdges {
        private SwappedEdges() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) Block at) {
            Term t = at.term();
            if (t.kind() == Term.Kind.BR) {
                at.setTerm(Term.br(t.args()[0], t.edges().get(1), t.edges().get(0), t.loc()));
            }
        }
    }

    /** A loop runs backwards once more than forwards. */
    public static final class OneRoundMore {
        private OneRoundMore() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("f") Function f,
                @Advice.Argument(2) Block at,
                @Advice.Return(readOnly = false) int count) {
            count = f.append(at, Op.ADD, Type.I32, null, Loc.NONE, count, f.constant(at, 1, Loc.NONE));
        }
    }

    /** Array arguments are taken for different objects. */
    public static final class AlwaysDistinct {
        private AlwaysDistinct() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean distinct) {
            distinct = true;
        }
    }

    /** Nothing is carried by numbers of type float. */
    public static final class FloatsAreConstant {
        private FloatsAreConstant() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("f") Function f,
                @Advice.Argument(0) int value,
                @Advice.Return(readOnly = false) boolean active) {
            active = active && !f.typeOf(value).equals(Type.F32);
        }
    }
}
