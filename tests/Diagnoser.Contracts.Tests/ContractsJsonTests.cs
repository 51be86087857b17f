using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts.Tests.Support;

namespace Diagnoser.Contracts.Tests;

public sealed class ContractsJsonTests
{
    [Fact]
    public void An_event_comes_back_whole()
    {
        var back = RoundTrip(Some.Event(), ContractsJson.Default.DockerEvent);

        Assert.Equal(Some.Event().Attributes, back.Attributes);
        Assert.Equal(Some.Event().Time, back.Time);
        Assert.Equal(Some.Event().Run, back.Run);
        Assert.Equal("exitCode", back.Attributes[AttributeNames.ForgedAttributes].List![0]);
    }

    [Fact]
    public void A_diagnosis_comes_back_whole() =>
        Assert.Equal(Some.Diagnosis().Fixes, RoundTrip(Some.Diagnosis(), ContractsJson.Default.Diagnosis).Fixes);

    [Fact]
    public void A_fix_without_a_command_comes_back_without_one()
    {
        var diagnosis = Some.Diagnosis() with { Fixes = [new Fix("move", "Move the database", "high", null, null, null, null)] };

        Assert.Equal(diagnosis.Fixes, RoundTrip(diagnosis, ContractsJson.Default.Diagnosis).Fixes);
    }

    [Fact]
    public void An_event_with_its_mandatory_fields_alone_comes_back()
    {
        var bare = new DockerEvent("id", EventTypes.ContainerStart, Some.Time, Some.Host, Some.Subject);

        var back = RoundTrip(bare, ContractsJson.Default.DockerEvent);

        Assert.Empty(back.Attributes);
        Assert.Null(back.Exit);
    }

    [Fact]
    public void The_other_records_come_back_whole()
    {
        Assert.Equal(Some.BlindWindow(), RoundTrip(Some.BlindWindow(), ContractsJson.Default.BlindWindow));
        Assert.Equal(Some.Holder, RoundTrip(Some.Holder, ContractsJson.Default.PortHolder));
        Assert.Equal(Some.Exit.Facts, RoundTrip(Some.Exit, ContractsJson.Default.ExitVerdict).Facts);
        Assert.Equal(2, RoundTrip<IReadOnlyList<DockerEvent>>([Some.Event(), Some.Event()], ContractsJson.Default.IReadOnlyListDockerEvent).Count);
    }

    [Fact]
    public void A_time_keeps_its_hundred_nanoseconds()
    {
        var time = Some.Time.AddTicks(1);

        Assert.Equal(time, RoundTrip(Some.Event() with { Time = time }, ContractsJson.Default.DockerEvent).Time);
    }

    [Fact]
    public void A_record_is_one_line_that_says_first_what_it_is()
    {
        Assert.StartsWith("{\"record\":\"event\",", Line(Some.Event(), ContractsJson.Default.DockerEvent), StringComparison.Ordinal);
        Assert.StartsWith("{\"record\":\"diagnosis\",", Line(Some.Diagnosis(), ContractsJson.Default.Diagnosis), StringComparison.Ordinal);
        Assert.StartsWith("{\"record\":\"blindWindow\",", Line(Some.BlindWindow(), ContractsJson.Default.BlindWindow), StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_of_a_later_version_is_ignored()
    {
        var line = Line(Some.BlindWindow(), ContractsJson.Default.BlindWindow).Replace("\"schema\":1", "\"schema\":1,\"later\":{\"a\":[1]}", StringComparison.Ordinal);

        Assert.Equal(Some.BlindWindow(), JsonSerializer.Deserialize(line, ContractsJson.Default.BlindWindow));
    }

    private static T RoundTrip<T>(T value, JsonTypeInfo<T> type)
    {
        var line = Line(value, type);
        var back = JsonSerializer.Deserialize(line, type)!;
        Assert.Equal(line, Line(back, type));
        return back;
    }

    private static string Line<T>(T value, JsonTypeInfo<T> type)
    {
        var line = JsonSerializer.Serialize(value, type);
        Assert.DoesNotContain('\n', line);
        return line;
    }
}
