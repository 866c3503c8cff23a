package dev.adagent.agent;

/** Faults that tests inject with {@code -Dadagent.test.fault=place}, to see that none leaves the agent. */
final class Faults {
    private static final String FAULT = System.getProperty("adagent.test.fault", "");

    private Faults() {}

    static void check(String place) {
        if (FAULT.equals(place)) {
            throw new IllegalStateException("injected fault: " + place);
        }
    }
}
