package dev.adagent.transform.autodiff.rules;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import java.util.List;

/** The derivative rules that users gave the methods of a job, and the code that these name. */
public interface CustomRules {
    /** There are none. */
    CustomRules NONE = new CustomRules() {
        @Override
        public List<DerivativeRule> find(Callee callee, DerivativeRule.Mode mode) {
            return List.of();
        }

        @Override
        public Function rule(dev.adagent.overlay.MethodKey method) {
            throw new IllegalStateException("there is no rule " + method);
        }

        @Override
        public Function body(String function) {
            return null;
        }

        @Override
        public List<FieldRef> components(String type) {
            return List.of();
        }
    };

    /**
     * The rules for a call: those of what stands in place of the method, else those of the method itself. The most special one comes
     * first; empty if there is none for the mode.
     */
    List<DerivativeRule> find(Callee callee, DerivativeRule.Mode mode);

    /**
     * The rule for a call whose rule is made for its activities; null for any other call, of whose rules the first that fits is taken.
     *
     * @param constants the arguments that carry no derivatives, ascending
     */
    default DerivativeRule fitting(Callee callee, DerivativeRule.Mode mode, List<Integer> constants) {
        return null;
    }

    /** A rule's method, optimised. What it still calls is in the module of the job. */
    Function rule(dev.adagent.overlay.MethodKey method);

    /** A rule's method and all that it reaches as text, or why it cannot be read: content that a derivative's id depends on. */
    default String text(dev.adagent.overlay.MethodKey method) {
        return method.toString();
    }

    /** The function of the job's module with that name, or null. */
    Function body(String function);

    /** The length of the array that a static field holds, the same as long as the class is there; −1 if that is not known. */
    default int length(FieldRef array) {
        return -1;
    }

    /** Whether a class is an enum, or of one of its constants: those are shared by all, and constant. @param type internal name */
    default boolean isEnum(String type) {
        return false;
    }

    /** Whether what a shadow shares with its object may be of a class: it is no class of the app, or an interface. @param type internal name */
    default boolean mayBeItsOwnShadow(String type) {
        return false;
    }

    /** Whether loops keep checkpoints instead of all rounds on the tape, at the price of running them twice. */
    default boolean checkpoints() {
        return false;
    }

    /** The components of a record in order; empty if the type is none. @param type internal name */
    List<FieldRef> components(String type);
}
