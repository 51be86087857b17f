using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>A filter of a placeholder, as in <c>${{ limit | bytes }}</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">How it is written, for messages.</param>
/// <param name="Arguments">How many arguments it takes.</param>
/// <param name="Takes">The type that it takes.</param>
/// <param name="Result">The type that it gives.</param>
/// <param name="Apply">What it does with the value and its arguments; not called for a missing value.</param>
internal sealed record Filter(
    string Name,
    string Usage,
    int Arguments,
    ExpressionType Takes,
    ExpressionType Result,
    Func<Value, Value[], Value> Apply)
{
    private static readonly IReadOnlyList<Filter> All =
    [
        new("bytes", "bytes", 0, ExpressionType.Number, ExpressionType.Text, (v, _) => Number(v, Humanize.Bytes)) { ForPeople = true },
        new("pct", "pct", 0, ExpressionType.Number, ExpressionType.Text, (v, _) => Number(v, Humanize.Percent)) { ForPeople = true },
        new("duration", "duration", 0, ExpressionType.Number, ExpressionType.Text, (v, _) => Number(v, Humanize.Duration)) { ForPeople = true },
        new("truncate", "truncate(n)", 1, ExpressionType.Text, ExpressionType.Text, Truncate),
        new("default", "default(x)", 1, ExpressionType.Unknown, ExpressionType.Unknown, (v, _) => v) { IsDefault = true },
        new("join", "join(separator)", 1, ExpressionType.List, ExpressionType.Text, Join),
        new("image_tag", "image_tag", 0, ExpressionType.Text, ExpressionType.Text, (v, _) => ImageTag(v)),
        new("ceil_mib", "ceil_mib", 0, ExpressionType.Number, ExpressionType.Bytes, (v, _) => Functions.CeilMib(v)),
        new("round", "round(digits)", 1, ExpressionType.Number, ExpressionType.Number, (v, a) => Functions.Round(v, a[0].AsNumber)),
    ];

    /// <summary>True if it writes for people, so that a command cannot use it.</summary>
    public bool ForPeople { get; init; }

    /// <summary>True for the filter that stands in for a missing value.</summary>
    public bool IsDefault { get; init; }

    public static Filter Find(string name, int position) =>
        All.FirstOrDefault(f => f.Name == name)
        ?? throw new ExpressionException(
            position, $"unknown filter '{name}'{Nearest.Hint(name, All.Select(f => f.Name), $"filters are {string.Join(", ", All.Select(f => f.Usage))}")}");

    private static Value Number(Value value, Func<double, string> write) =>
        value.Kind == ValueKind.Number ? Value.Of(write(value.AsNumber)) : value;

    private static Value Truncate(Value value, Value[] arguments)
    {
        var text = value.ToString();
        var length = (int)Math.Clamp(arguments[0].AsNumber, 1, VisibleText.Limit);
        return Value.Of(text.Length <= length ? text : VisibleText.Cut(text, length) + "…");
    }

    private static Value Join(Value value, Value[] arguments) =>
        value.AsList is { } list ? Value.Of(string.Join(arguments[0].ToString(), list)) : value;

    private static Value ImageTag(Value value)
    {
        const int shortDigest = 12;
        if (value.AsText is not { } image)
        {
            return value;
        }

        var digest = image.IndexOf('@', StringComparison.Ordinal);
        var name = digest < 0 ? image : image[..digest];
        var colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/'))
        {
            return Value.Of(name[(colon + 1)..]);
        }

        var hash = image[(image.LastIndexOf(':') + 1)..];
        return Value.Of(digest < 0 ? "latest" : hash[..Math.Min(shortDigest, hash.Length)]);
    }
}
