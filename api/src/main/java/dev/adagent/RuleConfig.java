package dev.adagent;

/**
 * What a derivative rule is asked for. Each call of a rule sees constants here, so a branch on them costs nothing.
 *
 * @param needsPrimal whether the derivative needs the value that the method returns
 * @param width how many tangents or adjoints are propagated at once, at least 1
 * @param lane which of them this call of the rule is for, from 0
 */
public record RuleConfig(boolean needsPrimal, int width, int lane) {}
