package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;

/** What the methods of {@code String} give on constants. */
final class Texts {
    private Texts() {}

    /**
     * The result of a call whose operands are constants, the receiver first.
     *
     * @return an Integer or a String; null if it is not told here, or the call throws
     */
    static Object fold(MethodKey method, Object... args) {
        String s = (String) args[0];
        Object result = switch (method.name() + method.descriptor()) {
            case "length()I" -> s.length();
            case "hashCode()I" -> s.hashCode();
            case "isEmpty()Z" -> s.isEmpty();
            case "isBlank()Z" -> s.isBlank();
            case "equals(Ljava/lang/Object;)Z" -> s.equals(args[1]);
            case "equalsIgnoreCase(Ljava/lang/String;)Z" -> s.equalsIgnoreCase((String) args[1]);
            case "compareTo(Ljava/lang/String;)I" -> s.compareTo((String) args[1]);
            case "startsWith(Ljava/lang/String;)Z" -> s.startsWith((String) args[1]);
            case "endsWith(Ljava/lang/String;)Z" -> s.endsWith((String) args[1]);
            case "contains(Ljava/lang/CharSequence;)Z" -> s.contains((String) args[1]);
            case "indexOf(Ljava/lang/String;)I" -> s.indexOf((String) args[1]);
            case "indexOf(I)I" -> s.indexOf((Integer) args[1]);
            case "concat(Ljava/lang/String;)Ljava/lang/String;" -> s + args[1];
            case "trim()Ljava/lang/String;" -> s.trim();
            case "strip()Ljava/lang/String;" -> s.strip();
            case "toString()Ljava/lang/String;", "intern()Ljava/lang/String;" -> s;
            case "charAt(I)C" -> isIndex(s, args[1]) ? (Object) (int) s.charAt((Integer) args[1]) : null;
            default -> null;
        };
        return result instanceof Boolean b ? (Object) (b ? 1 : 0) : result;
    }

    private static boolean isIndex(String s, Object index) {
        return (Integer) index >= 0 && (Integer) index < s.length();
    }
}
