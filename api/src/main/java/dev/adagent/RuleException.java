package dev.adagent;

/** A derivative came to a call of a method that has derivative rules, of which none fits the activities of the arguments. */
public final class RuleException extends AdagentException {
    private static final long serialVersionUID = 1;

    /** An exception whose message names method, activities, rules and what to do. Thrown by compiled derivatives. */
    public RuleException(String message) {
        super(message, null);
    }
}
