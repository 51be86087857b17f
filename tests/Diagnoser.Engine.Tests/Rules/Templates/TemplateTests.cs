using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Tests.Rules.Templates;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("no placeholder {{.Names}}", "no placeholder {{.Names}}")]
    [InlineData("${{ name }} at ${{ limit }}", "web-1 at 512 MiB")]
    [InlineData("${{ limit | bytes }}, ${{ limit * 1.5 | bytes }}, ${{ limit * 3 }}", "512 MiB, 768 MiB, 1.5 GiB")]
    [InlineData("${{ ran }} ${{ ran | duration }} ${{ late - early }}", "1 min 30 s 1 min 30 s 1 min 30 s")]
    [InlineData("${{ used | pct }} ${{ used }}", "93.4% 93.4%")]
    [InlineData("${{ code }} ${{ code / 2 }} ${{ code | round(0) }}", "137 68.5 137")]
    [InlineData("${{ image | image_tag }}", "1.4")]
    [InlineData("${{ list | join(', ') }} ${{ list }}", "a, b c a, b c")]
    [InlineData("${{ name | truncate(3) }}", "web…")]
    [InlineData("${{ gone | default('none logged') | truncate(4) }}", "none…")]
    [InlineData("${{ gone.bytes | default(limit) }}", "512 MiB")]
    [InlineData("${{ gone }}!", "(the kernel log is not readable on web-3)!")]
    [InlineData("${{ 1.3 * gone.bytes }}", "(no limit is set)")]
    [InlineData("${{ escape }}", "a\\x1b[31m\\u202eb\\nc\\x85\\U000e0041")]
    [InlineData("${{ yes }} ${{ early }}", "true 2026-01-01T00:00:00.000Z")]
    [InlineData("${{ ceil_mib(1.3 * limit) }} ${{ limit | ceil_mib | bytes }}", "666 MiB 512 MiB")]
    [InlineData("${{ '}}' }}", "}}")]
    public void Fills_in_for_people(string source, string expected) => Assert.Equal(expected, Render(source, TemplateUse.People, RenderTarget.Text).Text);

    [Theory]
    [InlineData("docker stop ${{ name }}", "docker stop web-1")]
    [InlineData("docker stop ${{ evil }}", "docker stop 'it'\\''s; rm -rf / $(id)'")]
    [InlineData("docker update --memory ${{ ceil_mib(1.3 * limit) }} x", "docker update --memory 698351616 x")]
    [InlineData("x ${{ used }} ${{ limit * 2 / 2 }}", "x 0.934 536870912")]
    [InlineData("echo ${{ empty }}", "echo ''")]
    [InlineData("echo ${{ list }}", "echo a 'b c'")]
    [InlineData("ss -ltnp \"sport = :${{ code }}\"", "ss -ltnp \"sport = :137\"")]
    [InlineData("docker pull ${{ image }}", "docker pull registry:5000/shop/web:1.4")]
    [InlineData("docker inspect -f '{{.State}}' ${{ name }}", "docker inspect -f '{{.State}}' web-1")]
    public void Fills_in_for_a_shell(string source, string expected) => Assert.Equal(expected, Render(source, TemplateUse.Shell, RenderTarget.Shell).Text);

    [Theory]
    [InlineData("docker stop ${{ dash }}", "dash: it begins with '-', so a program would take it for an option")]
    [InlineData("docker stop ${{ escape }}", "escape: it contains control or invisible characters")]
    [InlineData("docker stop ${{ gone }}", "gone: the kernel log is not readable on web-3")]
    [InlineData("docker update --memory ${{ 2 * gone.bytes }} x", "2 * gone.bytes: no limit is set")]
    [InlineData("docker update --memory ${{ 1000000000 * 1000000000 }} x", "1000000000 * 1000000000: the number is too large to be written exactly")]
    public void Refuses_a_command_that_would_not_be_exact(string source, string why)
    {
        var rendered = Render(source, TemplateUse.Shell, RenderTarget.Shell);

        Assert.Null(rendered.Text);
        Assert.Equal([why], rendered.Missing);
    }

    [Theory]
    [InlineData("echo '${{ name }}'", "inside quotes")]
    [InlineData("echo \"x ${{ name }}\"", "inside quotes")]
    [InlineData("echo `cat ${{ name }}`", "inside quotes")]
    [InlineData("echo \\${{ name }}", "inside quotes")]
    [InlineData("echo \"${{ any }}\"", "inside quotes")]
    [InlineData("cat <<EOF\n${{ name }}\nEOF", "here-document")]
    [InlineData("echo 'a", "not closed")]
    [InlineData("docker update -m ${{ limit | bytes }} x", "writes for people")]
    [InlineData("${{ name | ceil_mib }}", "ceil_mib takes a number, this is text")]
    [InlineData("${{ name | nope }}", "unknown filter 'nope'; filters are bytes, pct,")]
    [InlineData("${{ name | truncate }}", "the filter is written truncate(n)")]
    [InlineData("${{ name", "'}}', an operator or '|' and a filter comes here")]
    [InlineData("${{ }}", "'}}' is unexpected")]
    public void Refuses_a_bad_command_at_load(string source, string problem) =>
        Assert.Contains(problem, Assert.Throws<ExpressionException>(() => TemplateParser.Parse(source, new TestScope(), TemplateUse.Shell)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_number_expected_inside_quotes_is_refused_if_it_turns_out_to_be_text()
    {
        var template = TemplateParser.Parse("echo \"${{ code }}\"", new TestScope(), TemplateUse.Shell);

        Assert.Null(template.Render(new OneValue(Value.Of("$(id)")), RenderTarget.Shell).Text);
        Assert.Equal("echo \"5\"", template.Render(new OneValue(Value.Of(5)), RenderTarget.Shell).Text);
    }

    [Fact]
    public void One_value_is_cut_to_4_KB()
    {
        var template = TemplateParser.Parse("${{ name }}", new TestScope(), TemplateUse.People);

        var text = template.Render(new OneValue(Value.Of(new string('x', 10_000_000))), RenderTarget.Text).Text!;

        Assert.Equal((4097, '…'), (text.Length, text[^1]));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(21L << 30, "21 GiB")]
    [InlineData(-(5L << 20), "-5 MiB")]
    public void Bytes(double bytes, string text) => Assert.Equal(text, Humanize.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0854, "85 ms")]
    [InlineData(2.52, "2.5 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(3600, "1 h")]
    [InlineData(93784, "1 d 2 h")]
    public void Durations(double seconds, string text) => Assert.Equal(text, Humanize.Duration(seconds));

    private static Rendered Render(string source, TemplateUse use, RenderTarget target) =>
        TemplateParser.Parse(source, new TestScope(), use).Render(new TestScope(), target);

    private sealed class OneValue(Value value) : IScope
    {
        public Value Resolve(string path) => value;
    }
}
