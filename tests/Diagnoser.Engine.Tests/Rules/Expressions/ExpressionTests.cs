using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Tests.Rules.Expressions;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("(1 + 2) * 3 == 9")]
    [InlineData("10 - 2 - 3 == 5")]
    [InlineData("10 % 3 == 1 && 10%3 == 1")]
    [InlineData("-code == 0 - 137")]
    [InlineData("limit == 512Mi && limit < 1Gi && limit > 500MB")]
    [InlineData("ran == 1m30s && ran >= 90s")]
    [InlineData("used > 90% && used < 1")]
    [InlineData("used > 90% || false")]
    [InlineData("late - early == 90s")]
    [InlineData("early + 90s == late && late > early")]
    [InlineData("limit / 2 == 256Mi && limit / limit == 1")]
    [InlineData("name == 'web-1' && name == \"web-1\"")]
    [InlineData("name.startsWith('web') && startsWith(name, 'web')")]
    [InlineData("name.endsWith('-1') && name.contains('b-')")]
    [InlineData("name.matches('^web-[0-9]+$')")]
    [InlineData("size(name) == 5 && list.size() == 2")]
    [InlineData("'a' in list && !('x' in list) && list.contains('b c')")]
    [InlineData("code in [1, 137] && name in ['x', 'web-1']")]
    [InlineData("min(code, 5) == 5 && max(1, code, 3) == 137")]
    [InlineData("ceil_mib(1.5Mi) == 2Mi && round(1.26, 1) == 1.3 && round(2.5) == 3")]
    [InlineData("(yes ? 'a' : 'b') == 'a' && (false ? 1 : true ? 2 : 3) == 2")]
    [InlineData("has(name) && !has(gone)")]
    [InlineData("!(gone == 1) && !(gone != 1)")]
    [InlineData("yes && true || false && false")]
    [InlineData("label['my-label'] == 'x'")]
    [InlineData("!gone.matches('abc') && !(gone in ['a'])")]
    [InlineData("any != 5")]
    public void Holds(string source) => Assert.True(Evaluate(source).IsTrue, source);

    [Theory]
    [InlineData("gone == 1")]
    [InlineData("gone != 1")]
    [InlineData("gone.bytes > 0")]
    [InlineData("gone.bytes * 2 > 0 || gone < 5")]
    [InlineData("gone == gone")]
    [InlineData("!gone")]
    [InlineData("any > 5")]
    [InlineData("1 / 0 > 0")]
    [InlineData("gone ? true : true")]
    public void Does_not_hold(string source) => Assert.False(Evaluate(source).IsTrue, source);

    [Fact]
    public void Arithmetic_with_a_missing_value_keeps_the_reason() =>
        Assert.Equal("no limit is set", new Parser("1.3 * gone.bytes + 5Mi", 0, new TestScope(), false).Expression().Node.Evaluate(new TestScope()).Why);

    [Theory]
    [InlineData("code = 137", 5, "equality is ==")]
    [InlineData("code == 137 & yes", 12, "and is &&")]
    [InlineData("code == ", 8, "the end is unexpected")]
    [InlineData("code == 137 name", 12, "'name' is unexpected; the end, or an operator before it comes here")]
    [InlineData("(code == 137", 12, "')' comes here")]
    [InlineData("nam == 'x'", 0, "unknown name 'nam'")]
    [InlineData("siz(name) == 1", 0, "unknown function 'siz'; did you mean 'size'?")]
    [InlineData("size(name, name) == 1", 0, "size is used as size(text or list)")]
    [InlineData("name > 5", 7, "text and a number cannot be compared")]
    [InlineData("name > 'a'", 0, "> compares numbers and times, this is text")]
    [InlineData("limit > 30s", 8, "a number of bytes and a duration cannot be compared")]
    [InlineData("limit + 30s > 1", 8, "do not go together with +")]
    [InlineData("name + 1 == 2", 0, "+ takes a number, this is text")]
    [InlineData("code && yes", 0, "&& takes true or false, this is a number")]
    [InlineData("!code", 1, "! takes true or false")]
    [InlineData("1 < 2 < 3", 8, "cannot be compared")]
    [InlineData("code", 0, "a condition takes true or false, this is a number")]
    [InlineData("limit > 5Xi", 8, "'5Xi' is not a number; units are")]
    [InlineData("name == 'x", 8, "has no end")]
    [InlineData("name == '\\d'", 9, "write a backslash as \\\\")]
    [InlineData("name.matches('(?=x)abc')", 13, "look-arounds")]
    [InlineData("name.matches(name)", 13, "the pattern of matches is a quoted text")]
    [InlineData("list == 'a'", 8, "a list and text cannot be compared")]
    [InlineData("yes }}", 4, "is not part of the language")]
    public void Says_where_and_what_is_wrong(string source, int position, string problem)
    {
        var thrown = Assert.Throws<ExpressionException>(() => Parser.Condition(source, new TestScope()));

        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(position, thrown.Position);
    }

    [Fact]
    public void Depth_and_size_have_an_end()
    {
        Assert.Contains("at most 32 deep", Problem(new string('(', 1000)), StringComparison.Ordinal);
        Assert.Contains("at most 32 deep", Problem(new string('!', 1000) + "yes"), StringComparison.Ordinal);
        Assert.Contains("at most 400 parts", Problem(string.Join(" && ", Enumerable.Repeat("yes", 300))), StringComparison.Ordinal);
        Assert.Contains("at most 4096 characters", Problem(new string(' ', 5000)), StringComparison.Ordinal);
    }

    private static string Problem(string source) =>
        Assert.Throws<ExpressionException>(() => Parser.Condition(source, new TestScope())).Message;

    private static Value Evaluate(string source) => Parser.Condition(source, new TestScope()).Evaluate(new TestScope());
}
