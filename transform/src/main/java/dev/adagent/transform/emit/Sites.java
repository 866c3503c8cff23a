package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Loc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The source places at which a class's code can fail, by number. */
public final class Sites {
    private final List<Loc> places = new ArrayList<>();
    private final Map<Loc, Integer> numbers = new HashMap<>();

    int number(Loc loc) {
        return numbers.computeIfAbsent(loc, l -> {
            places.add(l);
            return places.size() - 1;
        });
    }

    /** The place with that number. */
    public Loc get(int number) {
        return places.get(number);
    }

    public int size() {
        return places.size();
    }
}
