using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Configuration;

public sealed class SettingsTests
{
    private static readonly IReadOnlyList<Setting> Known =
    [
        new("Bus:Uri", SettingKind.Uri, "the bus") { IsSecret = true, Allowed = ["amqp", "amqps"], Example = "amqp://HOST" },
        new("Bus:Count", SettingKind.Integer, "how many") { Default = "16", Least = 1, Most = 100 },
        new("Notify:Wait", SettingKind.Duration, "how long") { Default = "30s" },
        new("Notify:Quiet", SettingKind.Boolean, "whether"),
        new("Notify:Token", SettingKind.Text, "a token") { IsSecret = true },
        new("Notify:Colour", SettingKind.Text, "which") { Allowed = ["red", "green"] },
        new("Http:Listen", SettingKind.Address, "where") { Default = "127.0.0.1:8080" },
    ];

    [Fact]
    public void Later_sources_win_and_case_does_not_matter()
    {
        var sources = InMemory.Of(
            yaml: "bus:\n  count: 3\nNotify: { Wait: 5s }\n",
            json: """{ "Bus": { "Count": 2, "Uri": "amqp://json" }, "Notify": { "Quiet": true } }""",
            variables: new Dictionary<string, string> { ["DIAGNOSER__BUS__COUNT"] = "4" });

        var settings = Settings.Load(sources, Known);
        var flagged = Settings.Load(sources with { Flags = [new SettingFlag("Bus:Count", "5", "--count")] }, Known);

        Assert.Equal(4, settings.Integer("Bus:Count"));
        Assert.Equal(5, flagged.Integer("bus:count"));
        Assert.Equal(new Uri("amqp://json"), settings.Uri("Bus:Uri"));
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Duration("Notify:Wait"));
        Assert.True(settings.Flag("Notify:Quiet"));
        Assert.Null(settings.Text("Notify:Token"));
    }

    [Fact]
    public void Defaults_hold_where_nothing_is_given_and_an_empty_value_is_nothing()
    {
        var settings = Settings.Load(InMemory.Of(
            yaml: "Bus:\n  Count:\nNotify:\n  Wait: ~\n",
            variables: new Dictionary<string, string> { ["DIAGNOSER__Notify__Token"] = "" }), Known);

        Assert.Equal(16, settings.Integer("Bus:Count"));
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Duration("Notify:Wait"));
        Assert.Null(settings.Text("Notify:Token"));
        Assert.False(settings.Flag("Notify:Quiet"));
    }

    [Fact]
    public void A_value_may_stand_in_a_file_that_a_variable_names()
    {
        var settings = Settings.Load(InMemory.Of(
            variables: new Dictionary<string, string> { ["DIAGNOSER__Notify__Token_FILE"] = "/run/secrets/token" },
            files: new Dictionary<string, string> { ["/run/secrets/token"] = "  s3cret\n" }), Known);

        Assert.Equal("s3cret", settings.Text("Notify:Token"));
    }

    [Fact]
    public void All_problems_are_told_at_once_each_with_its_place_and_what_would_be_right()
    {
        var sources = InMemory.Of(
            yaml: "Bus:\n  Cuont: 3\n  Count: many\nNotify:\n  Colour: blue\n  Wait: 5 minutes\n",
            json: "{\n  \"Http\": { \"Listen\": \"8080\" },\n  \"Bus\": { \"Count\": 1000 }\n}",
            variables: new Dictionary<string, string>
            {
                ["DIAGNOSER__Bus__Uri"] = "http://user:pa55@rabbit",
                ["DIAGNOSER__Notify__Quiet"] = "perhaps",
                ["DIAGNOSER__Notify__Token_FILE"] = "/gone",
                ["DIAGNOSER__Notify"] = "x",
            });

        var problems = Assert.Throws<SettingsException>(() => Settings.Load(sources, Known)).Problems.Select(p => p.ToString()).ToList();

        Assert.Equal(
            [
                "/program/appsettings.json:2:23: Http:Listen: '8080' is not HOST:PORT",
                "/program/appsettings.json:3:21: Bus:Count: '1000' is not a whole number from 1 to 100",
                "/etc/diagnoser/config.yaml:2:10: Bus:Cuont: no setting has this name; did you mean Bus:Count?",
                "/etc/diagnoser/config.yaml:3:10: Bus:Count: 'many' is not a whole number from 1 to 100",
                "/etc/diagnoser/config.yaml:5:11: Notify:Colour: 'blue' is not one of red, green",
                "/etc/diagnoser/config.yaml:6:9: Notify:Wait: '5 minutes' is not a duration: write a number and ms, s, m or h, such as 500ms, 10s, 5m or 1h",
                "DIAGNOSER__Notify__Token_FILE names /gone: Notify:Token: there is no such file",
                "DIAGNOSER__Bus__Uri: Bus:Uri: the value (not shown: a secret) is not a URI that begins with amqp:// or amqps://, such as amqp://HOST",
                "DIAGNOSER__Notify: Notify: is a section, not a setting; it has Notify:Wait, Notify:Quiet, Notify:Token, Notify:Colour",
                "DIAGNOSER__Notify__Quiet: Notify:Quiet: 'perhaps' is not true or false",
            ],
            problems);
    }

    [Fact]
    public void Sections_of_another_program_are_left_alone()
    {
        var sources = InMemory.Of(yaml: "Slack:\n  Tokn: x\nBus:\n  Count: 3\n");

        Assert.Equal(3, Settings.Load(sources, Known, "Slack").Integer("Bus:Count"));
        Assert.Contains("the sections are", Assert.Throws<SettingsException>(() => Settings.Load(sources, Known)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_given_by_a_variable_and_by_a_file_is_refused()
    {
        var sources = InMemory.Of(
            variables: new Dictionary<string, string> { ["DIAGNOSER__Notify__Token"] = "a", ["DIAGNOSER__Notify__Token_FILE"] = "/f" },
            files: new Dictionary<string, string> { ["/f"] = "b" });

        Assert.Contains("given twice, first by DIAGNOSER__Notify__Token", Assert.Throws<SettingsException>(() => Settings.Load(sources, Known)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_somebody_names_must_be_there()
    {
        var byVariable = InMemory.Of(variables: new Dictionary<string, string> { ["DIAGNOSER_CONFIG"] = "/gone.yaml" });
        var byFlag = InMemory.Of() with { File = "/forbidden" };

        Assert.Equal("DIAGNOSER_CONFIG names /gone.yaml: there is no such file", Assert.Throws<SettingsException>(() => Settings.Load(byVariable, Known)).Message);
        Assert.Contains("--config names /forbidden: Access", Assert.Throws<SettingsException>(() => Settings.Load(byFlag, Known)).Message, StringComparison.Ordinal);
        Assert.Equal(16, Settings.Load(InMemory.Of(), Known).Integer("Bus:Count"));
    }

    [Fact]
    public void What_is_needed_and_missing_is_named_with_the_ways_to_give_it()
    {
        var settings = Settings.Load(InMemory.Of(), Known);

        settings.Require("Bus:Count");
        var problem = Assert.Single(Assert.Throws<SettingsException>(() => settings.Require("Bus:Count", "Bus:Uri")).Problems);

        Assert.Equal(
            "needed and not set: Bus:Uri: the bus, such as amqp://HOST; set DIAGNOSER__Bus__Uri (or DIAGNOSER__Bus__Uri_FILE to a file that holds it), "
            + "or Bus:Uri in /etc/diagnoser/config.yaml",
            problem.ToString());
    }

    [Theory]
    [InlineData("amqp://ann:pa55@rabbit:5672/prod", "amqp://ann:***@rabbit:5672/***")]
    [InlineData("amqp://t0ken@rabbit", "amqp://***@rabbit")]
    [InlineData("amqps://rabbit/", "amqps://rabbit")]
    public void What_is_in_force_is_listed_with_its_origin_and_secrets_masked(string uri, string shown)
    {
        var settings = Settings.Load(InMemory.Of(
            yaml: "Notify:\n  Token: s3cret\n", variables: new Dictionary<string, string> { ["DIAGNOSER__Bus__Uri"] = uri }), Known);

        Assert.Equal(
            [
                new SettingValue("Bus:Uri", shown, "DIAGNOSER__Bus__Uri"),
                new SettingValue("Bus:Count", "16", "default"),
                new SettingValue("Notify:Wait", "30s", "default"),
                new SettingValue("Notify:Quiet", null, "not set"),
                new SettingValue("Notify:Token", "***", "/etc/diagnoser/config.yaml:2:10"),
                new SettingValue("Notify:Colour", null, "not set"),
                new SettingValue("Http:Listen", "127.0.0.1:8080", "default"),
            ],
            settings.Effective);
    }
}
