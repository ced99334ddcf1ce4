namespace TwilioServer.Tenants;

/// <summary>What holds for one call: the tenant's settings, with what its number and the moment change of them.</summary>
public sealed record CallSettings
{
    public required string BusinessName { get; init; }

    /// <summary>The phones to ring; none when callers are asked for a message at once.</summary>
    public required IReadOnlyList<string> ForwardTo { get; init; }

    public required ForwardOrder ForwardOrder { get; init; }
    public required int RingTimeoutSeconds { get; init; }
    public required bool RequireKeyPress { get; init; }
    public required bool DetectMachine { get; init; }
    public required bool RecordCalls { get; init; }
    public required string? Greeting { get; init; }
    public required string VoicemailGreeting { get; init; }
    public required int VoicemailMaxSeconds { get; init; }
    public required string Language { get; init; }
    public required string? Voice { get; init; }
    public required TextBackPolicy TextBack { get; init; }
    public required string TextBackBody { get; init; }

    /// <summary>Whether the business was open.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>The tenant's whole document, for what no variant changes.</summary>
    public required TenantSettings Tenant { get; init; }

    /// <summary>The usual words in the call's language.</summary>
    public Phrases Phrases => Phrases.In(Language);

    internal TimeSpan TextBackWindow => TimeSpan.FromSeconds(Tenant.TextBackWindowSeconds);

    /// <summary>When the call came in.</summary>
    public required DateTimeOffset Moment { get; init; }

    /// <summary>A greeting or a text with its placeholders replaced.</summary>
    /// <param name="callerCity">Null where it is not known.</param>
    public string Fill(string template, string? callerCity = null) =>
        Templates.Fill(
            template,
            placeholder =>
                placeholder switch
                {
                    Templates.BusinessName => BusinessName,
                    Templates.OpeningTime => OpeningTime(),
                    Templates.CallerCity => callerCity ?? Phrases.CallersArea,
                    _ => null,
                }
        );

    private string OpeningTime()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Tenant.TimeZone);
        return Openings.NextAfter(Tenant, Moment) is { } next
            ? Openings.InWords(next, TimeZoneInfo.ConvertTime(Moment, zone).DateTime, Phrases)
            : Phrases.Soon;
    }

    /// <param name="number">What is special about the number that was called.</param>
    /// <param name="moment">When the call came in: what holds then holds until it ends.</param>
    public static CallSettings For(TenantSettings tenant, NumberSettings number, DateTimeOffset moment)
    {
        var state = OpenState.At(tenant, moment);
        var variants = new Variants(tenant, number, state);
        var language = variants.Pick(variant => variant.Language) ?? tenant.Language;
        var phrases = Phrases.In(language);
        return new CallSettings
        {
            Tenant = tenant,
            Moment = moment,
            IsOpen = state.IsOpen,
            BusinessName = variants.Pick(variant => variant.BusinessName) ?? tenant.BusinessName,
            ForwardTo = state.IsOpen
                ? number.Calls?.ForwardTo ?? tenant.ForwardTo
                : variants.PickWhenClosed(variant => variant.ForwardTo) ?? [],
            ForwardOrder = variants.Value(variant => variant.ForwardOrder) ?? tenant.ForwardOrder,
            RingTimeoutSeconds = variants.Value(variant => variant.RingTimeoutSeconds) ?? tenant.RingTimeoutSeconds,
            RequireKeyPress = variants.Value(variant => variant.RequireKeyPress) ?? tenant.RequireKeyPress,
            DetectMachine = variants.Value(variant => variant.DetectMachine) ?? tenant.DetectMachine,
            RecordCalls = variants.Value(variant => variant.RecordCalls) ?? tenant.RecordCalls,
            Greeting = variants.Pick(variant => variant.Greeting) ?? tenant.Greeting,
            VoicemailGreeting = state.IsOpen
                ? number.Calls?.VoicemailGreeting ?? tenant.VoicemailGreeting ?? phrases.Voicemail
                : variants.PickWhenClosed(variant => variant.VoicemailGreeting) ?? phrases.Closed,
            VoicemailMaxSeconds = tenant.VoicemailMaxSeconds,
            Language = language,
            Voice = variants.Pick(variant => variant.Voice) ?? tenant.Voice,
            TextBack = variants.Value(variant => variant.TextBack) ?? tenant.TextBack,
            TextBackBody = variants.Pick(variant => variant.TextBackBody) ?? tenant.TextBackBody ?? phrases.TextBack,
        };
    }

    /// <summary>The variants that apply, the one that wins first.</summary>
    private readonly struct Variants(TenantSettings tenant, NumberSettings number, OpenState state)
    {
        public T? Pick<T>(Func<CallVariant, T?> member)
            where T : class => PickWhenClosed(member) ?? Of(number.Calls, member);

        public T? Value<T>(Func<CallVariant, T?> member)
            where T : struct =>
            state.IsOpen
                ? ValueOf(number.Calls, member)
                : ValueOf(state.Holiday?.Closed, member)
                    ?? ValueOf(number.AfterHours, member)
                    ?? ValueOf(tenant.AfterHours, member)
                    ?? ValueOf(number.Calls, member);

        public T? PickWhenClosed<T>(Func<CallVariant, T?> member)
            where T : class =>
            state.IsOpen
                ? null
                : Of(state.Holiday?.Closed, member) ?? Of(number.AfterHours, member) ?? Of(tenant.AfterHours, member);

        private static T? Of<T>(CallVariant? variant, Func<CallVariant, T?> member)
            where T : class => variant is null ? null : member(variant);

        private static T? ValueOf<T>(CallVariant? variant, Func<CallVariant, T?> member)
            where T : struct => variant is null ? null : member(variant);
    }
}
