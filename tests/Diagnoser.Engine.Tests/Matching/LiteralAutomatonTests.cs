using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Rules;

namespace Diagnoser.Engine.Tests.Matching;

public sealed class LiteralAutomatonTests
{
    private static readonly Gen<string> Literal = Gen.OneOf(
        Gen.Char["abcA "].Array[3, 5].Select(c => new string(c)),
        Gen.OneOf("connection refused", "connection reset by peer", "timed out after 30s", "refused", "élan", "ref", "used", "zzz", "quick", "jinx"));

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf(Literal, Gen.Char["abcABC dé\u212a"].Array[0, 40].Select(c => new string(c))).List[0, 12].Select(string.Concat),
        Gen.Select(Gen.Char["abc"].Array[50, 200].Select(c => new string(c)), Literal, (noise, literal) => noise + literal),
        Gen.Select(Literal, Gen.Int[0, 300], Gen.Int[0, 300], (literal, before, after) => new string('-', before) + literal + new string('-', after)));

    [Fact]
    public void Finds_exactly_what_a_search_for_each_literal_finds() =>
        Gen.Select(Literal.List[1, 12], Text).Sample(
            (literals, text) =>
            {
                var scan = TextScan.Of(AttributeNames.Error, literals.Select((l, i) => (l, i)));
                var candidates = new Candidates(literals.Count);
                candidates.Begin();
                scan.Collect(new EventView(Nodes.Event((AttributeNames.Error, text)), new Captures()), candidates);

                var folded = LiteralFold.Of(text);
                int[] expected = [.. Enumerable.Range(0, literals.Count).Where(i => folded.Contains(LiteralFold.Of(literals[i]), StringComparison.Ordinal))];
                return expected.AsSpan().SequenceEqual(candidates.InOrder());
            },
            iter: 20_000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(67)]
    public void Finds_a_literal_at_every_place_of_a_text_that_is_looked_through_in_parts(int noise)
    {
        // Common first letters, so that there is no skipping; the window is a part of the literal.
        (string, int)[] literals = [("entity not found", 0), (" the end", 1), ("ooo", 2), ("aaa", 3), ("sss", 4), ("ttt", 5)];
        var scan = TextScan.Of(AttributeNames.Error, literals);
        var candidates = new Candidates(literals.Length);
        for (var place = 0; place <= noise; place++)
        {
            candidates.Begin();
            var text = new string('.', place) + "Entity NOT found" + new string('.', noise - place);
            scan.Collect(new EventView(Nodes.Event((AttributeNames.Error, text)), new Captures()), candidates);

            Assert.Equal([0], candidates.InOrder().ToArray());
        }
    }

    [Fact]
    public void Looks_through_every_item_of_a_list()
    {
        var scan = TextScan.Of(AttributeNames.Volumes, [("docker.sock", 0), ("data", 1)]);
        var candidates = new Candidates(2);
        candidates.Begin();

        scan.Collect(new EventView(Nodes.Event((AttributeNames.Volumes, AttributeValue.FromList(["a", "/var/run/docker.sock"]))), new Captures()), candidates);

        Assert.Equal([0], candidates.InOrder().ToArray());
    }
}
