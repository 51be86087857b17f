using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Tests.Rules;

/// <summary>Values by name; as names it knows the type of each, unless told that it is unknown.</summary>
internal sealed class TestScope : IScope, INames
{
    private readonly Dictionary<string, (Value Value, ExpressionType Type)> _values = new()
    {
        ["limit"] = (Value.Of(512.0 * 1024 * 1024), ExpressionType.Bytes),
        ["ran"] = (Value.Of(90.0), ExpressionType.Duration),
        ["used"] = (Value.Of(0.934), ExpressionType.Ratio),
        ["code"] = (Value.Of(137.0), ExpressionType.Number),
        ["name"] = (Value.Of("web-1"), ExpressionType.Text),
        ["evil"] = (Value.Of("it's; rm -rf / $(id)"), ExpressionType.Text),
        ["escape"] = (Value.Of("a\u001b[31m\u202eb\nc\u0085\U000e0041"), ExpressionType.Text),
        ["dash"] = (Value.Of("--privileged"), ExpressionType.Text),
        ["empty"] = (Value.Of(""), ExpressionType.Text),
        ["image"] = (Value.Of("registry:5000/shop/web:1.4"), ExpressionType.Text),
        ["yes"] = (Value.Of(true), ExpressionType.Boolean),
        ["list"] = (Value.Of((IReadOnlyList<string>)["a", "b c"]), ExpressionType.List),
        ["early"] = (Value.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), ExpressionType.Time),
        ["late"] = (Value.Of(new DateTimeOffset(2026, 1, 1, 0, 1, 30, TimeSpan.Zero)), ExpressionType.Time),
        ["gone"] = (Value.Missing("the kernel log is not readable on web-3"), ExpressionType.Unknown),
        ["gone.bytes"] = (Value.Missing("no limit is set"), ExpressionType.Bytes),
        ["any"] = (Value.Of("text after all"), ExpressionType.Unknown),
        ["label.my-label"] = (Value.Of("x"), ExpressionType.Text),
    };

    public Value Resolve(string path) => _values[path].Value;

    public bool TryFind(string path, out ExpressionType type, out string problem)
    {
        var found = _values.TryGetValue(path, out var value);
        (type, problem) = (value.Type, found ? "" : $"unknown name '{path}'");
        return found;
    }
}
