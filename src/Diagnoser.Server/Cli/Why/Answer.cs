using System.Globalization;
using Diagnoser.Collector;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Why;

/// <summary>What <c>why</c> says: the verdict of each end, the diagnoses, or that nothing is wrong.</summary>
internal sealed class Answer(Surroundings surroundings, bool json)
{
    public void Give(Examination examination, RuleSet rules)
    {
        var engine = new DiagnosisEngine(rules);
        var ends = new List<DockerEvent>();
        var diagnoses = new List<Diagnosis>();
        foreach (var dockerEvent in examination.Events)
        {
            Gather(engine.Process(dockerEvent), ends, diagnoses);
        }

        Gather(engine.Finish(), ends, diagnoses);
        var report = new Report(surroundings.Printer(json));
        report.Take(new EngineOutput(ends, diagnoses));
        report.Flush();
        if (report.Diagnoses == 0)
        {
            var output = json ? surroundings.Error : surroundings.Out;
            output.WriteLine($"{TerminalText.Name(examination.Container?.Name)}: {State(examination)}, nothing wrong found");
        }
    }

    // A conclusion that a later event changed is replaced: all was known before the question was asked.
    private static void Gather(EngineOutput output, List<DockerEvent> ends, List<Diagnosis> diagnoses)
    {
        foreach (var end in output.Ends)
        {
            Replace(ends, end, e => e.Id == end.Id);
        }

        foreach (var diagnosis in output.Diagnoses)
        {
            Replace(diagnoses, diagnosis, d => d.Id == diagnosis.Id);
        }
    }

    private static void Replace<T>(List<T> list, T item, Predicate<T> same)
    {
        var index = list.FindIndex(same);
        if (index < 0)
        {
            list.Add(item);
        }
        else
        {
            list[index] = item;
        }
    }

    private static string State(Examination examination) => examination switch
    {
        { Status: "running", StartedAt: { } started } => $"running since {Time(started)}",
        { Status: "created" } => "never started",
        { Events: [.., var last], Status: var status } => $"{TerminalText.Name(status)}, last event at {Time(last.Time)}",
        _ => TerminalText.Name(examination.Status),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
