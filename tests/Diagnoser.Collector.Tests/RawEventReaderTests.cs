using System.Security.Cryptography;
using System.Text;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests;

public sealed class RawEventReaderTests
{
    private readonly RawEventReader _reader = new();

    [Fact]
    public void Reads_an_end_with_exit_code_and_the_run_that_the_last_start_began()
    {
        _ = Read(Some.Line("start", Some.Noon));
        var end = Read(Some.Line("die", Some.Noon.AddSeconds(3), ",\"exitCode\":\"137\",\"execDuration\":\"3\""))!;

        Assert.Equal(EventTypes.ContainerDie, end.Type);
        Assert.Equal(137L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Equal(true, end.Attributes[AttributeNames.Raw]);
        Assert.Equal(Some.Noon, end.Run!.StartedAt);
        Assert.Equal(("api", "api"), (end.Subject.Name, end.Service));
        Assert.Equal(new HostRef("raw", "raw"), end.Host);
    }

    [Fact]
    public void Gives_two_rounds_of_a_crash_loop_two_runs()
    {
        _ = Read(Some.Line("start", Some.Noon));
        var first = Read(Some.Line("die", Some.Noon.AddSeconds(1), ",\"exitCode\":\"1\""))!;
        _ = Read(Some.Line("start", Some.Noon.AddSeconds(2)));
        var second = Read(Some.Line("die", Some.Noon.AddSeconds(3), ",\"exitCode\":\"1\""))!;

        Assert.NotEqual(first.Run, second.Run);
    }

    [Fact]
    public void Takes_the_duration_from_the_event_only_where_no_start_was_seen()
    {
        var end = Read(Some.Line("die", Some.Noon, ",\"exitCode\":\"1\",\"execDuration\":\"40\""))!;

        Assert.Equal(end.Time, end.Run!.StartedAt);
        Assert.Equal(40L, end.Attributes[AttributeNames.RunSeconds]);
    }

    [Theory]
    [InlineData("15", 15L)]
    [InlineData("SIGKILL", 9L)]
    public void Reads_the_signal_of_a_kill(string signal, long number) =>
        Assert.Equal(number, Read(Some.Line("kill", Some.Noon, $",\"signal\":\"{signal}\""))!.Attributes[AttributeNames.Signal]);

    [Fact]
    public void Splits_health_status_into_type_and_value()
    {
        var change = Read(Some.Line("health_status: unhealthy", Some.Noon))!;

        Assert.Equal(EventTypes.ContainerHealthStatus, change.Type);
        Assert.Equal("unhealthy", change.Attributes[AttributeNames.HealthStatus].Text);
    }

    [Fact]
    public void A_network_event_is_about_the_network_and_names_the_container()
    {
        var connected = Read(Some.NetworkLine("connect", Some.Noon))!;

        Assert.Equal(new Subject(Subject.Network, "f291", "bridge"), connected.Subject);
        Assert.Equal(Some.Id, connected.Attributes[AttributeNames.ContainerId].Text);
    }

    [Fact]
    public void Labels_become_attributes_and_name_service_and_stack()
    {
        var made = Read(Some.Line("create", Some.Noon, ",\"com.docker.compose.project\":\"shop\",\"com.docker.compose.service\":\"web\",\"team\":\"a\""))!;

        Assert.Equal(("web", "shop"), (made.Service, made.Stack));
        Assert.Equal("a", made.Attributes[AttributeNames.LabelPrefix + "team"].Text);
        Assert.Equal("compose", made.Attributes[AttributeNames.Orchestrator].Text);
    }

    [Fact]
    public void The_same_line_has_the_same_id_and_another_time_another_one()
    {
        var line = Some.Line("oom", Some.Noon);

        Assert.Equal(Read(line)!.Id, new RawEventReader().Read(Some.Bytes(line)).Event!.Id);
        Assert.NotEqual(Read(line)!.Id, Read(Some.Line("oom", Some.Noon.AddTicks(1)))!.Id);
    }

    [Fact]
    public void The_id_is_the_hash_of_what_the_engine_said()
    {
        var parts = new[] { "v1", "", "docker.events", "container.oom", Some.Id, $"{Some.Nano(Some.Noon)}", "image", "shop/api:1", "name", "api" };
        var hash = SHA256.HashData(Some.Bytes(string.Concat(parts.Select(part => part + "\u001f"))));

        Assert.Equal(Convert.ToHexStringLower(hash), Read(Some.Line("oom", Some.Noon))!.Id);
    }

    [Theory]
    [InlineData("exec_create: /bin/sh -c secret")]
    [InlineData("attach")]
    public void Says_nothing_of_actions_that_nobody_uses(string action)
    {
        var reading = _reader.Read(Some.Bytes(Some.Line(action, Some.Noon)));

        Assert.Null(reading.Event);
        Assert.Null(reading.Problem);
    }

    [Fact]
    public void Lines_without_the_legacy_fields_read_alike()
    {
        var line = $$$"""{"Type":"container","Action":"start","Actor":{"ID":"{{{Some.Id}}}","Attributes":{"image":"a","name":"b"}},"timeNano":{{{Some.Nano(Some.Noon)}}}}""";

        Assert.Equal("b", Read(line)!.Subject.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"a\"")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{},\"timeNano\":1}")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"a\"}}")]
    [InlineData("{\"Action\":\"die\",\"Actor\":{\"ID\":\"a\"},\"timeNano\":1}")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"a\"},\"timeNano\":1} {}")]
    public void Says_what_is_wrong_with_a_damaged_line(string line)
    {
        var reading = _reader.Read(Some.Bytes(line));

        Assert.Null(reading.Event);
        Assert.NotNull(reading.Problem);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_a_problem_and_not_a_crash()
    {
        var bytes = Some.Bytes(Some.Line("start", Some.Noon, name: "xx"));
        bytes[bytes.AsSpan().IndexOf("xx"u8)] = 0xff;

        Assert.NotNull(_reader.Read(bytes).Problem);
    }

    [Fact]
    public void A_secret_label_does_not_pass()
    {
        var made = Read(Some.Line("create", Some.Noon, ",\"app.password\":\"geheim\""))!;

        Assert.DoesNotContain("geheim", made.Attributes[AttributeNames.LabelPrefix + "app.password"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rename_is_seen_by_the_lines_after_it()
    {
        _ = Read(Some.Line("start", Some.Noon, name: "old"));

        Assert.Equal("new", Read(Some.Line("die", Some.Noon.AddSeconds(1), ",\"exitCode\":\"0\"", name: "new"))!.Subject.Name);
    }

    private DockerEvent? Read(string line)
    {
        var reading = _reader.Read(Encoding.UTF8.GetBytes(line));
        Assert.Null(reading.Problem);
        return reading.Event;
    }
}
