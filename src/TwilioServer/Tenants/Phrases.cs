namespace TwilioServer.Tenants;

/// <summary>The usual words in a language, for what a tenant did not word itself. <c>{businessName}</c> is replaced.</summary>
public sealed record Phrases
{
    private static readonly Phrases English = new()
    {
        Voicemail =
            "You have reached {businessName}. We cannot take your call right now. Please leave a message after the tone.",
        Closed = "You have reached {businessName}. We are closed right now. Please leave a message after the tone.",
        Maintenance =
            "You have reached {businessName}. We cannot connect calls at the moment. Please leave a message after the tone.",
        ThankForMessage = "Thank you. We will get back to you soon. Goodbye.",
        RecordingNotice = "This call is recorded.",
        Whisper = "A call for {businessName}. Press 1 to take it.",
        NotInService = "Sorry, the number you have called is not in service. Goodbye.",
        TextBack = "Hi, this is {businessName}. Sorry we missed your call! How can we help? Reply STOP to opt out.",
        OwnerNotice = "{businessName}: missed call from {caller} at {time} ({reason}).",
        OwnerNoticeTexted = "{businessName}: missed call from {caller} at {time} ({reason}). We texted them.",
        OptOutConfirmation = "{businessName}: you will get no more texts from us. Reply START to get them again.",
        WithheldNumber = "a withheld number",
        HowToStop = "Reply STOP to opt out.",
        CallersArea = "your area",
        Soon = "soon",
        Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        UsesTwelveHours = true,
        AnswerFallback = "Thanks, we got your text. Somebody from {businessName} will get back to you shortly.",
        CustomerWrote = "{caller}: {body}",
        CustomerNeedsOwner = "{caller} needs you. They wrote: {body}",
        WhichCustomer = "Who is this for? Reply with a number: {customers}",
        NoConversation = "There is no open conversation. Your text went to nobody.",
        NotWanted = "{caller} asked for no more texts. Your text was not sent.",
        HandedBack = "{caller}: the assistant answers again.",
        NoPictures = "Pictures are not passed on to {caller}, only words.",
    };

    private static readonly Phrases Spanish = new()
    {
        Voicemail =
            "Ha llamado a {businessName}. En este momento no podemos atender su llamada. Deje un mensaje después del tono.",
        Closed = "Ha llamado a {businessName}. En este momento estamos cerrados. Deje un mensaje después del tono.",
        Maintenance =
            "Ha llamado a {businessName}. En este momento no podemos conectar llamadas. Deje un mensaje después del tono.",
        ThankForMessage = "Gracias. Le responderemos pronto. Adiós.",
        RecordingNotice = "Esta llamada se graba.",
        Whisper = "Una llamada para {businessName}. Pulse 1 para atenderla.",
        NotInService = "Lo sentimos, el número que ha marcado no está en servicio. Adiós.",
        TextBack =
            "Hola, le escribe {businessName}. ¡Sentimos no haber atendido su llamada! ¿En qué podemos ayudarle? Responda STOP para no recibir más mensajes.",
        OwnerNotice = "{businessName}: llamada perdida de {caller} a las {time} ({reason}).",
        OwnerNoticeTexted =
            "{businessName}: llamada perdida de {caller} a las {time} ({reason}). Le enviamos un mensaje.",
        OptOutConfirmation =
            "{businessName}: no recibirá más mensajes nuestros. Responda START para volver a recibirlos.",
        WithheldNumber = "un número oculto",
        HowToStop = "Responda STOP para no recibir más mensajes.",
        CallersArea = "su zona",
        Soon = "pronto",
        Days = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
        UsesTwelveHours = false,
        AnswerFallback = "Gracias, recibimos su mensaje. Alguien de {businessName} le responderá en breve.",
        CustomerWrote = "{caller}: {body}",
        CustomerNeedsOwner = "{caller} le necesita. Escribió: {body}",
        WhichCustomer = "¿Para quién es? Responda con un número: {customers}",
        NoConversation = "No hay ninguna conversación abierta. Su mensaje no se envió a nadie.",
        NotWanted = "{caller} no quiere más mensajes. El suyo no se envió.",
        HandedBack = "{caller}: el asistente vuelve a responder.",
        NoPictures = "Las imágenes no se envían a {caller}, solo el texto.",
    };

    /// <summary>
    /// The languages for which there are words; each is one that Twilio's <c>&lt;Say&gt;</c> speaks
    /// (https://www.twilio.com/docs/voice/twiml/say/text-speech).
    /// </summary>
    public static IReadOnlyList<string> Languages { get; } =
    ["en-US", "en-CA", "en-GB", "en-AU", "en-NZ", "en-IE", "es-US", "es-MX", "es-ES"];

    /// <summary>Asks for a message when nobody answered.</summary>
    public required string Voicemail { get; init; }

    /// <summary>Asks for a message while the business is closed.</summary>
    public required string Closed { get; init; }

    /// <summary>Asks for a message while incoming calls are paused.</summary>
    public required string Maintenance { get; init; }

    public required string ThankForMessage { get; init; }

    /// <summary>Says that what follows is recorded.</summary>
    public required string RecordingNotice { get; init; }

    /// <summary>What the owner hears who picked up, before the caller is put through.</summary>
    public required string Whisper { get; init; }

    public required string NotInService { get; init; }

    public required string TextBack { get; init; }

    /// <summary>The text to the owner; also takes <c>{caller}</c>, <c>{time}</c> and <c>{reason}</c>.</summary>
    public required string OwnerNotice { get; init; }

    /// <summary>The same where the caller got a text.</summary>
    public required string OwnerNoticeTexted { get; init; }

    /// <summary>The last text to who asked for no more.</summary>
    public required string OptOutConfirmation { get; init; }

    public required string WithheldNumber { get; init; }

    /// <summary>What the first text to a caller must say.</summary>
    public required string HowToStop { get; init; }

    /// <summary>In the place of the caller's city where it is not known.</summary>
    public required string CallersArea { get; init; }

    /// <summary>In the place of an opening time where there is none.</summary>
    public required string Soon { get; init; }

    /// <summary>The days of the week, Sunday first.</summary>
    public required IReadOnlyList<string> Days { get; init; }

    public required bool UsesTwelveHours { get; init; }

    /// <summary>The answer to a customer's text where the assistant has none.</summary>
    public required string AnswerFallback { get; init; }

    /// <summary>A customer's text as the owner gets it; takes <c>{caller}</c> and <c>{body}</c>, as the next does.</summary>
    public required string CustomerWrote { get; init; }

    /// <summary>The same where the assistant asks the owner to take over.</summary>
    public required string CustomerNeedsOwner { get; init; }

    /// <summary>Asks the owner whom a text is for; takes <c>{customers}</c>.</summary>
    public required string WhichCustomer { get; init; }

    public required string NoConversation { get; init; }

    /// <summary>Takes <c>{caller}</c>, as the next does.</summary>
    public required string NotWanted { get; init; }

    public required string HandedBack { get; init; }

    public required string NoPictures { get; init; }

    public static Phrases In(string language) =>
        language.StartsWith("es", StringComparison.Ordinal) ? Spanish : English;
}
