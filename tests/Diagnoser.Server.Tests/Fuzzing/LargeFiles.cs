using System.Text;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Kept cases that are too large to keep: runbooks, most just below the size at which a file is refused, that hold much of one thing.</summary>
internal static class LargeFiles
{
    private const string Condition = "container.exit_code: 7";

    private const string Head = $$"""
        rule: hostile
        title: Hostile
        severity: info
        match: { die: { event: container.die, where: { {{Condition}} } } }
        correlate: { by: [container.id], any: [die] }
        diagnosis: { summary: x, cause: y, confidence: 0.5 }

        """;

    private const string Given = "given: { containers: [{ id: c }] }";
    private const string Die = "event: container.die, container: c, container.exit_code: 7";

    private static readonly Dictionary<string, Func<string>> All = new(StringComparer.Ordinal)
    {
        ["alternatives"] = () => Where(Many(4500, i => $"{{ container.exit_code: {i % 250}, container.name|contains: a{i} }}, "), "[", "]"),
        ["braces"] = () => Many(50_000, _ => "{a: "),
        ["brackets"] = () => Many(200_000, _ => "["),
        ["containers"] = () => Test("expect: none, events: [], given: { containers: [" + Many(4200, i => $"{{ id: c{i}, networks: [a, b], depends_on: [c{i * 7 % 4200}] }},\n")) + "] } }",
        ["evidence"] = () => Head + "evidence:\n" + Many(4000, i => $"  e{i}: {{ logs: 50, of: die, match: \"(?<x>abc{i})\" }}\n"),
        ["exceptions"] = () => Head + "exceptions:\n" + Many(4300, i => $"- {{ name: e{i}, where: {{ container.name|contains: a{i} }} }}\n"),
        ["expectations"] = () => Test($"{Given}, events: [{{ at: 0s, {Die}, repeat: 400, every: 20m }}], expect: [" + Many(2000, _ => "{ summary|contains: x },\n")) + "] }",
        ["fixes"] = () => Head + "fixes:\n" + Many(2800, i => $"- {{ id: f{i}, title: t, risk: low, command: \"docker rm ${{{{ die.container.name }}}}\" }}\n"),
        ["keys"] = () => Head + Many(18_000, i => $"titel{i}: x\n"),
        ["keys of correlate"] = () => Head.Replace("by: [container.id]", "by: {" + Many(6000, i => $"k{i}: {{ die: container.name }}, ") + "}", StringComparison.Ordinal),
        ["lines of a log that is repeated"] = () => Test($"{Given}, expect: none, events: [{{ at: 0s, {Die}, repeat: 1000, every: 1s, logs: [\"{new string('x', 200_000)}\"] }}] }}"),
        ["numbers"] = () => Where("container.exit_code|gt: [" + Many(40_000, i => $"{i % 200}, ") + "]", "{", "}"),
        ["patterns that grow"] = () => Where("container.name|re: [" + Many(5000, i => $"'x{{{(i % 300) + 1}}}(abc|[a-z]{{{(i * 7 % 300) + 1}}}){{3}}',\n") + "]", "{", "}"),
        ["rules that are refined"] = () => Head + "refines: [" + Many(20_000, i => $"r{i}, ") + "]\n",
        ["scalar"] = () => "rule: " + new string('a', 1 << 20),
        ["scalars"] = () => Head + "description: \"" + Many(20_000, _ => "\\u00e9") + "\"\nowner: " + new string('b', 100_000) + "\n",
        ["selections"] = () => Head.Replace("match: {", "match: {" + Many(7000, i => $"s{i}: {{ event: container.die }}, "), StringComparison.Ordinal),
        ["steps"] = () => Head.Replace("any: [die]", "sequence: [" + Many(40_000, _ => "die, ") + "]", StringComparison.Ordinal),
        ["tests"] = () => Head + "tests:\n" + Many(5000, i => $"- {{ name: t{i}, expect: none, events: [] }}\n"),
        ["tests that repeat"] = () => Head + "tests:\n" + Many(1500, i => $"- {{ name: t{i}, {Given}, events: [{{ at: 0s, {Die}, repeat: 1000, every: 1s }}], expect: none }}\n"),
        ["unknown fields"] = () => Where(Many(9000, i => $"container.exit_cod{i}: 1, "), "{", "}"),
        ["values"] = () => Where("container.name|not: [" + Many(14_000, i => $"a{i}, ") + "], container.name|contains: [" + Many(14_000, i => $"a{i}, ") + "]", "{", "}"),
    };

    /// <summary>What each has much of.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(All[name]());

    private static string Test(string rest) => Head + "tests:\n- { name: t, " + rest;

    private static string Where(string conditions, string open, string close) =>
        Head.Replace("{ " + Condition + " }", open + conditions + close, StringComparison.Ordinal);

    private static string Many(int count, Func<int, string> one) => string.Concat(Enumerable.Range(0, count).Select(one));
}
