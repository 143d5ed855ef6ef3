{{/* The Service of a part that answers HTTP. (list root "ingestion") */}}
{{- define "recto.httpService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "recto.metadata" . | nindent 2 }}
spec:
  selector:
    {{- include "recto.selector" . | nindent 4 }}
  ports:
    - {name: http, port: 80, targetPort: http}
{{- end }}
