using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Output;

public sealed class PeoplePrinterTests : IDisposable
{
    private static readonly ExitVerdict Stopped = new(EndedBy.Operator, "stop-requested", Certainty.Confirmed, ["exit code 0"], []);

    private readonly StringWriter _out = new();

    public void Dispose() => _out.Dispose();

    [Fact]
    public void An_end_that_needs_nobody_is_one_line()
    {
        Printer().End(Some.Die("st") with { Exit = Stopped }, diagnosed: false);

        Assert.Equal("12:00:00.000  st  ended by operator: stop requested · exit code 0\n", _out.ToString());
    }

    [Fact]
    public void An_end_that_a_diagnosis_tells_of_is_no_line_of_its_own()
    {
        Printer().End(Some.Die() with { Exit = Stopped }, diagnosed: true);

        Assert.Empty(_out.ToString());
    }

    [Fact]
    public void A_diagnosis_is_told_with_all_that_is_needed_to_act()
    {
        Printer().Diagnosis(Some.Diagnosis());

        Assert.Equal(
            """
            CRITICAL  It died  test-rule
              where     api on web-3 · 2026-11-23 12:00:00.000 UTC
              certainty confirmed (0.95)
              what      api died
              why       it was out of memory
              evidence  12:00:00.000  kernel    killed tail
              missing   kernel.oom_kill: the kernel log is not readable
                          to have it: read access to /dev/kmsg
              fix 1     Raise the limit (risk low, run on web-3)
                        $ docker update --memory 64m api
                        change: compose: services.api.mem_limit = 64m
                        verify: docker ps
                        roll back:
                        $ docker update --memory 32m api


            """,
            _out.ToString());
    }

    [Fact]
    public void Nothing_missing_is_said()
    {
        Printer().Diagnosis(Some.Diagnosis() with { Missing = [] });

        Assert.Contains("  missing   nothing\n", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_stands_alone_on_its_line_however_long_it_is()
    {
        var command = "docker run " + new string('x', 2000);
        Printer(colour: true).Diagnosis(Some.Diagnosis() with { Fixes = [new Fix("f", "t", "low", command, null, null, null)] });

        Assert.Contains($"$ {command}\n", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_a_container_cannot_reach_the_terminal_raw()
    {
        const string evil = "\u001b[2J\u001b]52;c;cm0gLXJm\u0007\r\n\u202e[red]markup[/]\u009b1m";
        var diagnosis = Some.Diagnosis() with
        {
            Title = evil,
            Rule = evil,
            Summary = evil,
            Cause = evil,
            Host = new HostRef(evil, evil),
            Subject = new Subject(Subject.Container, evil, evil),
            Evidence = [new EvidenceLine(Some.Noon, evil, evil)],
            Missing = [new MissingEvidence(evil, evil, evil)],
            Fixes = [new Fix(evil, evil, evil, evil, evil, evil, evil) { Change = evil }],
        };
        var printer = Printer();

        printer.Diagnosis(diagnosis);
        printer.Diagnosis(diagnosis with { HiddenBy = evil });
        printer.End(Some.Die(evil) with { Exit = Stopped with { Reason = evil, Facts = [evil] } }, diagnosed: false);
        printer.Blind(new BlindWindow(new HostRef(evil, evil), Some.Noon, Some.Noon.AddSeconds(5), evil, evil, evil));

        Assert.DoesNotContain(_out.ToString(), c => c is '\u001b' or '\r' or '\u0007' or '\u202e' or '\u009b');
        Assert.Contains("\\x1b[2J", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_evidence_is_capped()
    {
        Printer().Diagnosis(Some.Diagnosis() with { Evidence = [new EvidenceLine(Some.Noon, "logs", new string('x', 10_000_000))] });

        var line = _out.ToString().Split('\n').Single(l => l.Contains("evidence", StringComparison.Ordinal));
        Assert.EndsWith("x…", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 300, 350);
    }

    [Fact]
    public void There_is_no_escape_sequence_without_colours()
    {
        Printer(colour: false).Diagnosis(Some.Diagnosis());
        Assert.DoesNotContain('\u001b', _out.ToString());

        Printer(colour: true).Diagnosis(Some.Diagnosis());
        Assert.Contains('\u001b', _out.ToString());
    }

    [Fact]
    public void A_blind_window_says_how_long_why_and_what_is_lost()
    {
        Printer().Blind(BlindWindows.Of(Some.Blind(Some.Noon, Some.Noon.AddSeconds(12)))!);

        Assert.Equal(
            "12:00:12.000  blind for 12s (since 12:00:00.000)  docker.events on web-3: the stream broke; nothing, all was read again\n",
            _out.ToString());
    }

    [Fact]
    public void A_diagnosis_that_is_replaced_is_said_only_if_it_was_shown()
    {
        var report = new Report(Printer());
        var diagnosis = Some.Diagnosis();

        report.Take(new EngineOutput([], [diagnosis with { Id = "never-shown", HiddenBy = "other" }]));
        Assert.Empty(_out.ToString());

        report.Take(new EngineOutput([], [diagnosis]));
        report.Take(new EngineOutput([], [diagnosis with { HiddenBy = "other" }]));
        Assert.EndsWith("test-rule about api on web-3 is replaced by other\n", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, report.Diagnoses);
    }

    private PeoplePrinter Printer(bool colour = false) => new(_out, new Paint(colour, Unicode: true));
}
