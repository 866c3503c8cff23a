package dev.adagent.conformance;

import java.lang.reflect.Array;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON numbers and lists as Java numbers and arrays. */
final class Shapes {
    private Shapes() {}

    /** How deep lists are nested: 0 for a number. */
    static int depth(Object json) {
        if (!(json instanceof List<?> list)) {
            return 0;
        }
        return list.isEmpty() ? 1 : 1 + depth(list.get(0));
    }

    /** The same shape of zeros. */
    static Object zeros(Object json) {
        if (json instanceof List<?> list) {
            return list.stream().map(Shapes::zeros).toList();
        }
        return json instanceof Boolean ? (Object) false : json instanceof Integer ? (Object) 0 : 0.0;
    }

    /** The same shape, every number multiplied. */
    static Object scaled(Object json, double factor) {
        if (json instanceof List<?> list) {
            return list.stream().map(v -> scaled(v, factor)).toList();
        }
        if (json instanceof Map<?, ?> map) {
            Map<Object, Object> out = new LinkedHashMap<>();
            map.forEach((k, v) -> out.put(k, scaled(v, factor)));
            return out;
        }
        return ((Number) json).doubleValue() * factor;
    }

    static List<Object> repeat(int n, Object json) {
        return Collections.nCopies(n, json);
    }

    /** A fresh array of a type, or a boxed number; a type too deep or too flat for the value is refused. */
    static Object java(Object json, Class<?> type) {
        if (json instanceof List<?> list) {
            if (!type.isArray()) {
                throw new IllegalArgumentException(list + " does not fit " + type.getSimpleName());
            }
            Object array = Array.newInstance(type.getComponentType(), list.size());
            for (int k = 0; k < list.size(); k++) {
                Array.set(array, k, java(list.get(k), type.getComponentType()));
            }
            return array;
        }
        if (type == boolean.class) {
            return (Boolean) json;
        }
        Number n = (Number) json;
        if (type == double.class) {
            return n.doubleValue();
        } else if (type == float.class) {
            return (float) n.doubleValue();
        } else if (type == int.class && n instanceof Integer) {
            return n;
        }
        throw new IllegalArgumentException(json + " does not fit " + type.getSimpleName());
    }

    /** Number of dimensions of an array type, 0 of others. */
    static int dimensions(Class<?> type) {
        return type.isArray() ? 1 + dimensions(type.getComponentType()) : 0;
    }
}
