package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InsnTest {
    private static Insn store() {
        return new Insn(Op.ASTORE, Type.VOID, -1, new int[] {0, 1, 2}, null, Loc.NONE);
    }

    /** One line may hold two stores of the same value, with a change of what it reads between them. */
    @Test
    void instructionsOfTheSameContentAreTwo() {
        Insn first = store();
        Insn second = store();
        assertThat(new LinkedHashSet<>(List.of(first, second))).hasSize(2);
        assertThat(new ArrayList<>(List.of(first, second)).indexOf(second)).isEqualTo(1);
        assertThat(Set.of(first)).doesNotContain(first.withArgs(0, 1, 2)).contains(first);
    }
}
