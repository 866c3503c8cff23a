package dev.adagent.transform.ir;

/** Read-modify-write operations of {@link Op#ATOMIC}; {@code CAS} takes the expected value, then the new one. */
public enum AtomicKind {
    ADD,
    MIN,
    MAX,
    AND,
    OR,
    XOR,
    EXCH,
    CAS
}
