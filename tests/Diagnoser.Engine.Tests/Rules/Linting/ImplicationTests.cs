using System.Globalization;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Tests.Rules.Linting;

public sealed class ImplicationTests
{
    private static readonly string[] TextOperators = ["", "|not", "|contains", "|not|contains", "|startswith", "|not|startswith", "|endswith", "|i", "|contains|i", "|all|contains"];
    private static readonly string[] NumberOperators = ["", "|not", "|gt", "|gte", "|lt", "|lte", "|not|gte", "|not|lt", "|all|gte", "|not|all|lt"];
    private static readonly string[] Words = ["a", "b", "ab", "ba", "A", "aB"];

    // Every event that matters for conditions over few words and numbers.
    private static readonly DockerEvent[] Everything =
    [
        .. from word in Words.Concat(["", "c", "aa", "bab", "Ab", "BA", "abA"])
           from code in Enumerable.Range(-1, 8)
           select Nodes.Event((AttributeNames.ExitCode, code)) with { Subject = new(Subject.Container, new string('a', 64), word) },
        Nodes.Event() with { Subject = new(Subject.Container, new string('a', 64), "a") },
    ];

    private static readonly Gen<string> Condition = Gen.Select(
        Pick(TextOperators),
        Pick(Words).Array[1, 2],
        Pick(NumberOperators),
        Gen.Int[0, 5].Array[1, 2],
        Gen.Int[0, 2],
        (text, words, number, codes, which) =>
        {
            var name = $"\"container.name{text}\": [{string.Join(", ", words.Select(w => $"\"{w}\""))}]";
            var code = $"\"container.exit_code{number}\": [{string.Join(", ", codes.Select(c => c.ToString(CultureInfo.InvariantCulture)))}]";
            return which switch { 0 => $"{{ {name} }}", 1 => $"{{ {code} }}", _ => $"{{ {name}, {code} }}" };
        });

    [Theory]
    [InlineData("""{ "container.exit_code": 3 }""", """{ "container.exit_code|gt": 2 }""")]
    [InlineData("""{ "container.exit_code": [3, 4] }""", """{ "container.exit_code": [5, 4, 3] }""")]
    [InlineData("""{ "container.exit_code|gte": 5 }""", """{ "container.exit_code|gte": 4 }""")]
    [InlineData("""{ "container.name|startswith": "api-" }""", """{ "container.name|startswith": ["web", "ap"] }""")]
    [InlineData("""{ "container.name|startswith": "api-" }""", """{ "container.name|contains|i": "PI" }""")]
    [InlineData("""{ "container.name|not|contains": "a" }""", """{ "container.name|not|contains": "ab" }""")]
    [InlineData("""{ "container.name": "a", "container.exit_code": 1 }""", """{ "container.name|exists": true }""")]
    [InlineData("""{ "container.exit.ended_by": "operator" }""", """{ "container.exit.ended_by|not": "daemon" }""")]
    [InlineData("""{ "container.name|re": "abc[0-9]" }""", """{ "container.name|re": ["x{3}yz", "abc[0-9]"] }""")]
    public void Whatever_satisfies_the_one_satisfies_the_other(string from, string to) =>
        Assert.True(Implication.Holds(Conditions.Alternative(from), Conditions.Alternative(to)));

    [Theory]
    [InlineData("""{ "container.exit_code|gt": 2 }""", """{ "container.exit_code": 3 }""")]
    [InlineData("""{ "container.name|contains|i": "api" }""", """{ "container.name|contains": "api" }""")]
    [InlineData("""{ "container.name": "a" }""", """{ "container.exit_code": 1 }""")]
    [InlineData("""{ "container.name|exists": false }""", """{ "container.name|exists": true }""")]
    public void Not_these(string from, string to) =>
        Assert.False(Implication.Holds(Conditions.Alternative(from), Conditions.Alternative(to)));

    [Fact]
    public void Expressions_imply_each_other_if_they_are_the_same()
    {
        var one = Conditions.Selection("{}", when: "container.exit_code > 1");

        Assert.True(Implication.Holds(one, Conditions.Selection("{}", when: "container.exit_code  >  1")));
        Assert.True(Implication.Holds(one, Conditions.Selection("{}")));
        Assert.False(Implication.Holds(one, Conditions.Selection("{}", when: "container.exit_code > 0")));
        Assert.False(Implication.Holds(Conditions.Selection("{}"), one));
    }

    [Fact]
    public void It_never_claims_what_an_event_refutes() =>
        Gen.Select(Condition, Condition).Sample(
            (from, to) =>
            {
                var (a, b) = (Conditions.Alternative(from), Conditions.Alternative(to));
                return !Implication.Holds(a, b) || Everything.Where(e => a.Matches(e)).All(e => b.Matches(e));
            },
            iter: 3000,
            threads: 1);

    [Fact]
    public void No_event_satisfies_what_is_called_a_contradiction() =>
        Gen.Select(Condition, Condition).Sample(
            (one, other) =>
            {
                var (a, b) = (Conditions.Alternative(one), Conditions.Alternative(other));
                return Contradiction.Of([.. a.Predicates, .. b.Predicates]) is null
                    || !Everything.Any(e => a.Matches(e) && b.Matches(e));
            },
            iter: 3000,
            threads: 1);

    [Fact]
    public void What_is_written_and_what_is_compiled_match_the_same_events() =>
        Condition.Sample(
            where =>
            {
                var selection = Conditions.Selection(where);
                return Everything.All(e => selection.Condition.Matches(e, new Captures()) == Alternative.Of(selection).Any(a => a.Matches(e)));
            },
            iter: 500,
            threads: 1);

    private static Gen<string> Pick(string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);
}
