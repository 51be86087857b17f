using System.Text;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Changes;

/// <summary>All fields of a container's configuration, one row each: what a change of it is told as, and what is none.</summary>
public sealed class ConfigurationFieldsTests
{
    private static readonly RedactionKey Key = RedactionKey.Passing();

    public static TheoryData<string, string, string, string, string> Changed => new()
    {
        { "image", "Config.Image", "\"shop/api:1.3\"", "shop/api:1.2", "shop/api:1.3" },
        { "image_id", "Image", "\"sha256:2\"", "sha256:1", "sha256:2" },
        { "command", "Args", """["--port","81","two words"]""", "serve --port 80", "serve --port 81 'two words'" },
        { "entrypoint", "Config.Entrypoint", """["tini","serve"]""", "serve", "tini serve" },
        { "user", "Config.User", "\"0\"", "1000:1000", "0" },
        { "working_dir", "Config.WorkingDir", "\"/srv\"", "", "/srv" },
        { "environment", "Config.Env", """["PATH=/bin","LOG_LEVEL=debug"]""", "", "LOG_LEVEL=debug" },
        { "mounts", "Mounts", """[{"Type":"bind","Source":"/srv/x","Destination":"/x","RW":false},{"Type":"volume","Name":"data","Source":"/v","Destination":"/d","RW":true}]""", "", "/srv/x -> /x (ro), data -> /d" },
        { "tmpfs", "HostConfig.Tmpfs", """{"/tmp":"size=64m"}""", "", "/tmp=size=64m" },
        { "limits", "HostConfig.Memory", "134217728", "memory=67108864", "memory=134217728" },
        { "limits", "HostConfig.NanoCpus", "0", "cpus=0.5", "" },
        { "limits", "HostConfig.Ulimits", """[{"Name":"nofile","Soft":10,"Hard":20}]""", "", "nofile=10:20" },
        { "limits", "HostConfig.OomScoreAdj", "-500", "", "oom_score_adj=-500" },
        { "networks", "NetworkSettings.Networks", """{"shop":{},"mail":{"IPAMConfig":{"IPv4Address":"172.20.0.9"}}}""", "", "mail 172.20.0.9" },
        { "ports", "HostConfig.PortBindings", """{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostIp":"","HostPort":"81"}]}""", "", "127.0.0.1:8080->80/tcp, 81->80/tcp" },
        { "labels", "Config.Labels", """{"tier":"gold"}""", "", "tier=gold" },
        { "labels", "Config.Labels", """{"com.docker.compose.depends_on":"db:service_healthy:false"}""", "", "com.docker.compose.depends_on=db:service_healthy:false" },
        { "health_check", "Config.Healthcheck", """{"Test":["CMD","probe"],"Interval":5000000000,"Retries":3}""", "interval=30s", "interval=5s, retries=3" },
        { "health_check", "Config.Healthcheck", "null", "CMD probe, interval=30s", "" },
        { "restart_policy", "HostConfig.RestartPolicy", """{"Name":"on-failure","MaximumRetryCount":5}""", "unless-stopped", "on-failure:5" },
        { "log", "HostConfig.LogConfig", """{"Type":"local","Config":{"max-size":"20m"}}""", "json-file, max-size=10m", "local, max-size=20m" },
        { "capabilities", "HostConfig.CapAdd", """["SYS_ADMIN"]""", "", "add SYS_ADMIN" },
        { "privileged", "HostConfig.Privileged", "true", "", "true" },
        { "read_only", "HostConfig.ReadonlyRootfs", "false", "true", "" },
        { "init", "HostConfig.Init", "true", "", "true" },
        { "security_options", "HostConfig.SecurityOpt", """["seccomp=unconfined"]""", "no-new-privileges:true", "seccomp=unconfined" },
        { "devices", "HostConfig.Devices", """[{"PathOnHost":"/dev/fuse","PathInContainer":"/dev/fuse","CgroupPermissions":"rwm"}]""", "", "/dev/fuse:/dev/fuse:rwm" },
        { "dns", "HostConfig.Dns", """["192.0.2.1"]""", "", "192.0.2.1" },
        { "hosts", "HostConfig.ExtraHosts", """["a:192.0.2.1"]""", "", "a:192.0.2.1" },
        { "sysctls", "HostConfig.Sysctls", """{"net.core.somaxconn":"4096"}""", "", "net.core.somaxconn=4096" },
        { "runtime", "HostConfig.Runtime", "\"runsc\"", "", "runsc" },
        { "stop", "Config.StopTimeout", "60", "", "60s" },
        { "namespaces", "HostConfig.PidMode", "\"host\"", "", "pid=host" },
        { "namespaces", "HostConfig.PidMode", "\"container:known\"", "", "pid=container:db" },
        { "name", "Name", "\"/api-old\"", "api", "api-old" },
    };

    public static TheoryData<string, string> Same => new()
    {
        { "Config.Hostname", "\"2cb58e3da436\"" },
        { "Config.Env", """["PATH=/bin"]""" },
        { "Config.Labels", """{"com.docker.compose.config-hash":"1","com.docker.compose.image":"sha256:1","com.docker.compose.version":"2.26","com.docker.swarm.task.id":"x","org.opencontainers.image.revision":"abc"}""" },
        { "RestartCount", "7" },
        { "State.Pid", "78" },
        { "NetworkSettings.Networks.shop", """{"IPAddress":"172.18.0.77","Aliases":["2cb58e3da436"]}""" },
        { "HostConfig.PidsLimit", "100" },
        { "HostConfig.CapDrop", """["ALL","ALL"]""" },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public void A_change_is_told_as_what_was_and_what_is(string field, string path, string json, string from, string to)
    {
        var change = Assert.Single(Of(new ConfiguredContainer().With(path, json)).Since(Of(new ConfiguredContainer())));

        Assert.Equal((field, from, to), (change.Field, change.From, change.To));
    }

    [Theory]
    [MemberData(nameof(Same))]
    public void What_nobody_meant_is_no_change(string path, string json) => Assert.Empty(Of(new ConfiguredContainer().With(path, json)).Since(Of(new ConfiguredContainer())));

    [Fact]
    public void Every_field_has_a_row() =>
        Assert.Equal(ConfigurationFields.Names.Order(), Changed.Select(row => row.Data.Item1).Distinct().Order());

    [Fact]
    public void Of_a_variable_only_a_hash_is_told_and_which_one_it_is()
    {
        var change = Assert.Single(Of(With("DB_PASSWORD=hunter3hunter3", "A=1")).Since(Of(With("DB_PASSWORD=hunter2hunter2", "A=1"))));

        Assert.Matches("^DB_PASSWORD=.redacted:env:[0-9a-f]{8}.$", change.From);
        Assert.Matches("^DB_PASSWORD=.redacted:env:[0-9a-f]{8}.$", change.To);
        Assert.NotEqual(change.From, change.To);
    }

    [Fact]
    public void A_volume_without_a_name_is_the_same_when_it_is_made_anew()
    {
        static ConfiguredContainer Anonymous(char letter) =>
            new ConfiguredContainer().With("Mounts", $$"""[{"Type":"volume","Name":"{{new string(letter, 64)}}","Destination":"/data","RW":true}]""");
        Assert.Empty(Of(Anonymous('a')).Since(Of(Anonymous('b'))));
    }

    [Fact]
    public void Mounts_come_in_any_order()
    {
        const string one = """{"Type":"bind","Source":"/a","Destination":"/a","RW":true}""";
        const string other = """{"Type":"bind","Source":"/b","Destination":"/b","RW":true}""";

        Assert.Empty(Of(new ConfiguredContainer().With("Mounts", $"[{one},{other}]")).Since(Of(new ConfiguredContainer().With("Mounts", $"[{other},{one}]"))));
    }

    [Fact]
    public void Networks_of_what_does_not_run_are_not_compared()
    {
        var stopped = Of(new ConfiguredContainer().With("State.Running", "false").With("NetworkSettings.Networks", "{}"));

        Assert.Empty(stopped.Since(Of(new ConfiguredContainer())));
        Assert.Empty(Of(new ConfiguredContainer()).Since(stopped));
    }

    [Fact]
    public void What_cannot_be_told_is_taken_from_before()
    {
        var stopped = Of(new ConfiguredContainer().With("State.Running", "false"));
        stopped.FillFrom(Of(new ConfiguredContainer()));

        Assert.Equal(["shop"], stopped.Entries("networks"));
    }

    [Fact]
    public void A_container_in_a_compose_project_has_no_name_of_its_own() =>
        Assert.Empty(ConfigurationFields.Of(new ConfiguredContainer().Snapshot(), isOrchestrated: true, _ => null).Entries("name"));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var configuration = Of(With("A=ü\"\\\n", "B=2"));

        Assert.Empty(FieldSet.FromJson(configuration.ToJson())!.Since(configuration));
        Assert.Null(FieldSet.FromJson("{\"image\":"));
    }

    [Fact]
    public void Hostile_configurations_stay_small_and_a_change_deep_in_them_shows()
    {
        var hostile = new ConfiguredContainer()
            .With("Config.Env", $"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"LOG_LEVEL{i}=x\""))}]")
            .With("Config.Labels", $$"""{"{{new string('k', 100_000)}}":"{{new string('v', 100_000)}}"}""")
            .With("Args", $"[\"{new string('a', 4000)}\"]");
        var before = Of(hostile);
        Assert.InRange(Encoding.UTF8.GetByteCount(before.ToJson()), 1, 32 * 1024);
        var after = Of(hostile
            .With("Config.Env", $"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"LOG_LEVEL{i}={(i == 19_990 ? "y" : "x")}\""))}]")
            .With("Config.Labels", $$"""{"{{new string('k', 100_000)}}":"{{new string('v', 99_999)}}w"}""")
            .With("Args", $"[\"{new string('a', 3999)}b\"]"));

        var changes = after.Since(before);

        // A text this long was cut when it was read.
        Assert.Equal(["command", "environment", "labels"], changes.Select(change => change.Field));
        Assert.All(FieldChange.Attributes(changes), attribute => Assert.InRange(attribute.Value.Text?.Length ?? 0, 0, FieldChange.Longest + 1));
        Assert.Equal(("…", 'b'), (changes[0].To[..1], changes[0].To[^1]));
    }

    [Fact]
    public void The_attributes_name_the_fields_and_leave_out_what_was_not_there()
    {
        var attributes = AttributeMap.From(FieldChange.Attributes([new FieldChange("image", "a:1", "a:2"), new FieldChange("user", "", "app")]));

        Assert.Equal(["image", "user"], attributes["change.fields"].List!);
        Assert.Equal(("a:1", "a:2", "app"), (attributes["change.image.from"].Text, attributes["change.image.to"].Text, attributes["change.user.to"].Text));
        Assert.False(attributes["change.user.from"].HasValue);
    }

    [Fact]
    public void A_long_value_is_cut() =>
        Assert.Equal(FieldChange.Longest + 1, AttributeMap.From(FieldChange.Attributes([new FieldChange("labels", "", new string('x', 5000))]))["change.labels.to"].Text!.Length);

    private static ConfiguredContainer With(params string[] variables) =>
        new ConfiguredContainer().With("Config.Env", $"[{string.Join(',', variables.Select(variable => System.Text.Json.JsonSerializer.Serialize(variable)))}]");

    private static FieldSet Of(ConfiguredContainer container) =>
        ConfigurationFields.Of(container.Snapshot(Key), isOrchestrated: false, id => id == "known" ? "db" : null);
}
