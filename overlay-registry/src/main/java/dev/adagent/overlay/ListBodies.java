package dev.adagent.overlay;

import java.util.List;

/** {@link List#of} in compiled code: lists that do not change. Not to be called: compiled into jobs. */
public final class ListBodies {
    private ListBodies() {}

    private static List<Object> made(Object... elements) {
        return new FixedList(elements);
    }

    /** {@link List#of()}. */
    public static List<Object> of() {
        return made();
    }

    /** {@link List#of(Object...)}. */
    public static List<Object> of(Object... elements) {
        return made(elements);
    }

    /** {@code List.of} of 1. */
    public static List<Object> of(Object e0) {
        return made(new Object[] {e0});
    }

    /** {@code List.of} of 2. */
    public static List<Object> of(Object e0, Object e1) {
        return made(new Object[] {e0, e1});
    }

    /** {@code List.of} of 3. */
    public static List<Object> of(Object e0, Object e1, Object e2) {
        return made(new Object[] {e0, e1, e2});
    }

    /** {@code List.of} of 4. */
    public static List<Object> of(Object e0, Object e1, Object e2, Object e3) {
        return made(new Object[] {e0, e1, e2, e3});
    }

    /** {@code List.of} of 5. */
    public static List<Object> of(Object e0, Object e1, Object e2, Object e3, Object e4) {
        return made(new Object[] {e0, e1, e2, e3, e4});
    }

    /** {@code List.of} of 6. */
    public static List<Object> of(Object e0, Object e1, Object e2, Object e3, Object e4, Object e5) {
        return made(new Object[] {e0, e1, e2, e3, e4, e5});
    }

    /** {@code List.of} of 7. */
    public static List<Object> of(Object e0, Object e1, Object e2, Object e3, Object e4, Object e5, Object e6) {
        return made(new Object[] {e0, e1, e2, e3, e4, e5, e6});
    }

    /** {@code List.of} of 8. */
    public static List<Object> of(
            Object e0, Object e1, Object e2, Object e3, Object e4, Object e5, Object e6, Object e7) {
        return made(new Object[] {e0, e1, e2, e3, e4, e5, e6, e7});
    }

    /** {@code List.of} of 9. */
    public static List<Object> of(
            Object e0, Object e1, Object e2, Object e3, Object e4, Object e5, Object e6, Object e7, Object e8) {
        return made(new Object[] {e0, e1, e2, e3, e4, e5, e6, e7, e8});
    }

    /** {@code List.of} of 10. */
    public static List<Object> of(
            Object e0,
            Object e1,
            Object e2,
            Object e3,
            Object e4,
            Object e5,
            Object e6,
            Object e7,
            Object e8,
            Object e9) {
        return made(new Object[] {e0, e1, e2, e3, e4, e5, e6, e7, e8, e9});
    }
}
