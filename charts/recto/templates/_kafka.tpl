{{- define "recto.kafka.namespace" -}}
{{ default .Release.Namespace .Values.kafka.strimzi.namespace }}
{{- end }}

{{- define "recto.kafka.security" -}}
{{- $tls := eq .Values.kafka.strimzi.authentication "tls" -}}
{{- $ofUsers := ternary (ternary "SSL" "SASL_SSL" $tls) "PLAINTEXT" .Values.kafka.strimzi.users -}}
{{ default $ofUsers .Values.kafka.security }}
{{- end }}

{{- define "recto.kafka.bootstrap" -}}
{{- $port := ternary 9093 9092 (contains "SSL" (include "recto.kafka.security" .)) -}}
{{- $host := printf "%s-kafka-bootstrap" .Values.kafka.strimzi.cluster -}}
{{- if .Values.kafka.strimzi.namespace }}{{ $host = printf "%s.%s.svc" $host .Values.kafka.strimzi.namespace }}{{ end -}}
{{ default (printf "%s:%d" $host $port) .Values.kafka.bootstrapServers }}
{{- end }}

{{/* The name of a service's own KafkaUser, and of the Secret that Strimzi makes for it. (list root "scoring") */}}
{{- define "recto.kafka.user" -}}
{{ include "recto.name" . }}
{{- end }}

{{/* A KafkaUser up to its rights, which are what it may do. (list root "scoring") */}}
{{- define "recto.kafka.guarded" -}}
{{- $root := index . 0 -}}{{- $strimzi := $root.Values.kafka.strimzi -}}
apiVersion: {{ $strimzi.apiVersion }}
kind: KafkaUser
metadata:
  name: {{ include "recto.kafka.user" . }}
  namespace: {{ include "recto.kafka.namespace" $root }}
  labels:
    {{- include "recto.labels" . | nindent 4 }}
    strimzi.io/cluster: {{ $strimzi.cluster }}
spec:
  authentication: {type: {{ $strimzi.authentication }}}
  authorization:
    type: simple
{{- end }}

{{- define "recto.kafka.caSecret" -}}
{{- $ofStrimzi := ternary (printf "%s-cluster-ca-cert" .Values.kafka.strimzi.cluster) "" .Values.kafka.strimzi.users -}}
{{ default $ofStrimzi .Values.kafka.caSecret }}
{{- end }}

{{/* The Secret with user.crt and user.key, if brokers ask for certificates. (list root "scoring") */}}
{{- define "recto.kafka.certificateSecret" -}}
{{- $kafka := (index . 0).Values.kafka -}}
{{- $ofUser := ternary (include "recto.kafka.user" .) "" (and $kafka.strimzi.users (eq $kafka.strimzi.authentication "tls")) -}}
{{ default $ofUser $kafka.certificateSecret }}
{{- end }}

{{/* How a container reaches Kafka, as RECTO_BUS__ variables. (list root "scoring") */}}
{{- define "recto.kafka.env" -}}
{{- $root := index . 0 -}}{{- $kafka := $root.Values.kafka -}}
{{- $security := include "recto.kafka.security" $root -}}
- {name: RECTO_BUS__BOOTSTRAP_SERVERS, value: {{ include "recto.kafka.bootstrap" $root | quote }}}
- {name: RECTO_BUS__SECURITY_PROTOCOL, value: {{ $security }}}
- {name: RECTO_BUS__REPLICATION_FACTOR, value: {{ $kafka.replicationFactor | quote }}}
{{- if hasPrefix "SASL" $security }}
- {name: RECTO_BUS__SASL_MECHANISM, value: {{ $kafka.saslMechanism }}}
{{- if $kafka.strimzi.users }}
- {name: RECTO_BUS__USERNAME, value: {{ include "recto.kafka.user" . }}}
{{- else }}
- name: RECTO_BUS__USERNAME
  valueFrom: {secretKeyRef: {name: {{ $kafka.secret }}, key: username}}
{{- end }}
- name: RECTO_BUS__PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $kafka.strimzi.users | ternary (include "recto.kafka.user" .) $kafka.secret }}, key: password}}
{{- end }}
{{- if include "recto.kafka.caSecret" $root }}
- {name: RECTO_BUS__CA_FILE, value: /etc/recto/kafka-ca/ca.crt}
{{- end }}
{{- if include "recto.kafka.certificateSecret" . }}
- {name: RECTO_BUS__CERTIFICATE_FILE, value: /etc/recto/kafka-user/user.crt}
- {name: RECTO_BUS__KEY_FILE, value: /etc/recto/kafka-user/user.key}
{{- end }}
{{- end }}

{{/* What goes to files for it: volumes by name, each with Secret and path. (list root "scoring") */}}
{{- define "recto.kafka.files" -}}
{{- with include "recto.kafka.caSecret" (index . 0) }}
kafka-ca: {{ . }}
{{- end }}
{{- with include "recto.kafka.certificateSecret" . }}
kafka-user: {{ . }}
{{- end }}
{{- end }}
